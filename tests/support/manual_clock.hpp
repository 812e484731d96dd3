// A clock that stands still until a test moves it.
#pragma once

#include "async/clock.hpp"

#include <atomic>

namespace orderhook::test {

class ManualClock final : public Clock {
public:
    explicit ManualClock(Time start = Time{std::chrono::seconds{1'622'589'300}})
        : now_(start.time_since_epoch()) {}

    [[nodiscard]] Time now() const override { return Time{now_.load()}; }
    void advance(Duration by) { now_ = now_.load() + by; }

private:
    std::atomic<Time::duration> now_;
};

} // namespace orderhook::test
