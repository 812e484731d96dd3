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
        if (receiver_ && !fresh.empty()) receiver_(std::move(fresh));
        last_ = last;
    }

    /// The receiver was given all up to here. Thread-safe.
    [[nodiscard]] Position last() const noexcept { return last_; }

private:
    Journal::Committed receiver_;
    std::atomic<Position> last_;
};

} // namespace orderhook
