// The time of day, replaceable in tests.
#pragma once

#include <orderhook/time.hpp>

namespace orderhook {

/// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
public:
    [[nodiscard]] Time now() const override {
        return std::chrono::time_point_cast<Time::duration>(std::chrono::system_clock::now());
    }
};

} // namespace orderhook
