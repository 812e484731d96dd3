// Keeps what others can cause from filling the log.
#pragma once

#include <orderhook/time.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace orderhook::log {

/// Lets one line through in each span of time and counts those it holds back.
class Throttle {
public:
    explicit Throttle(Duration span) : span_(span) {}

    /// When a line may be written now: how many were held back since the last.
    [[nodiscard]] std::optional<std::uint64_t> pass(Time now) {
        if (last_ && *last_ <= now && now < *last_ + span_) {
            ++held_back_;
            return std::nullopt;
        }
        last_ = now;
        return std::exchange(held_back_, 0);
    }

private:
    Duration span_;
    std::optional<Time> last_;
    std::uint64_t held_back_ = 0;
};

} // namespace orderhook::log
