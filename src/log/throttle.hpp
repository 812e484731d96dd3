// Keeps what others can cause from filling the log.
#pragma once

#include <orderhook/time.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
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

/// Lets one line about each key through in `span`, and one about any in `pause`. Remembers at most
/// `most_keys`: when there are more, it begins anew.
class KeyThrottle {
public:
    KeyThrottle(Duration span, Duration pause, std::size_t most_keys)
        : span_(span),
          most_keys_(most_keys),
          any_(pause) {}

    /// When a line about that key may be written now: how many lines the pause has held back since
    /// the last, of whatever keys.
    [[nodiscard]] std::optional<std::uint64_t> pass(std::size_t key, Time now) {
        const auto known = last_.find(key);
        if (known != last_.end() && known->second <= now && now < known->second + span_) return {};
        const auto held_back = any_.pass(now);
        if (!held_back) return {};
        if (known == last_.end() && last_.size() >= most_keys_) last_.clear();
        last_[key] = now;
        return held_back;
    }

private:
    Duration span_;
    std::size_t most_keys_;
    Throttle any_;
    std::unordered_map<std::size_t, Time> last_;
};

} // namespace orderhook::log
