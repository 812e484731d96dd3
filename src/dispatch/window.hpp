// How much of a handler's backlog is in memory.
#pragma once

#include "journal/journal.hpp"

#include <algorithm>

namespace orderhook {

/// Bounds for one handler.
struct WindowLimits {
    std::size_t deliveries = 10'000;           ///< loaded, or run and not yet settled
    std::size_t bytes = std::size_t{32} << 20; ///< of their events
    std::size_t deliveries_of_a_lane = 256;    ///< loaded: one busy order leaves room for others
    std::size_t lanes = 200'000;               ///< remembered, some 130 bytes each
    std::size_t lanes_ahead = 500'000;         ///< remembered of a backlog, some 30 bytes each
    std::size_t scan = 4096;                   ///< rows read at one time: 1 ms of the loop

    /// The share of fresh deliveries that are loaded before the backlog is read up to them.
    [[nodiscard]] WindowLimits early() const { return with(deliveries / 4, bytes / 4); }
    /// The share of all others.
    [[nodiscard]] WindowLimits others() const {
        return with(deliveries - deliveries / 4, bytes - bytes / 4);
    }

private:
    [[nodiscard]] WindowLimits with(std::size_t fewer, std::size_t less) const {
        WindowLimits share = *this;
        share.deliveries = fewer;
        share.bytes = less;
        return share;
    }
};

/// Counts against the limits. Events still to be fetched count by the usual size.
class Window {
public:
    explicit Window(WindowLimits limits) : limits_(limits) {}

    [[nodiscard]] const WindowLimits& limits() const { return limits_; }
    [[nodiscard]] std::size_t deliveries() const { return deliveries_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    [[nodiscard]] std::size_t usual_bytes() const { return usual_bytes_; }

    [[nodiscard]] bool has_room() const {
        return deliveries_ < limits_.deliveries && bytes_ < limits_.bytes;
    }
    [[nodiscard]] std::size_t room() const {
        return limits_.deliveries - std::min(deliveries_, limits_.deliveries);
    }
    /// Room enough for a scan to be worth its while.
    [[nodiscard]] bool has_much_room() const {
        return deliveries_ <= limits_.deliveries / 4 * 3 && bytes_ <= limits_.bytes / 4 * 3
               && has_room();
    }

    void add(std::size_t bytes) {
        ++deliveries_;
        bytes_ += bytes;
    }
    void remove() { --deliveries_; }
    void remove_bytes(std::size_t bytes) { bytes_ -= bytes; }

    void fetched(std::size_t guess, std::size_t bytes) {
        bytes_ = bytes_ - guess + bytes;
        usual_bytes_ = usual_bytes_ / 8 * 7 + bytes / 8;
    }

    [[nodiscard]] static std::size_t bytes_of(const Event& event) {
        std::size_t bytes = sizeof(Event) + event.body.size();
        for (const auto& [name, value] : event.headers)
            bytes += sizeof(Header) + name.size() + value.size();
        return bytes;
    }

private:
    WindowLimits limits_;
    std::size_t deliveries_ = 0;
    std::size_t bytes_ = 0;
    std::size_t usual_bytes_ = 4096;
};

} // namespace orderhook
