// Gives the deliveries of each commit to their receiver.
#pragma once

#include "journal/journal.hpp"

#include <atomic>
#include <utility>
#include <vector>

namespace orderhook {

class Announcer {
public:
    explicit Announcer(Position last) : last_(last) {}

    void set_receiver(Journal::Committed receiver) { receiver_ = std::move(receiver); }

    /// Hands over what is fresh up to and with `last`. On the loop's thread.
    void announce(std::vector<Delivery> fresh, Position last) {
        // First, since the receiver may ask for a scan at once, and that must not miss these. Its
        // answer comes to the loop after this call, as does that of one that was asked before.
        last_ = last;
        if (receiver_ && !fresh.empty()) receiver_(std::move(fresh));
    }

    /// The receiver was given all up to here, or is being given it. Thread-safe.
    [[nodiscard]] Position last() const noexcept { return last_; }

private:
    Journal::Committed receiver_;
    std::atomic<Position> last_;
};

} // namespace orderhook
