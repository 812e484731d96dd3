// When a delivery is tried again, and when no more.
#pragma once

#include "journal/journal.hpp"

#include <orderhook/handler.hpp>

#include <functional>

namespace orderhook {

struct RetryOptions {
    Duration first = std::chrono::seconds{1};    ///< the longest wait after the first attempt
    double factor = 2;                           ///< by which it grows with each further one
    Duration cap = std::chrono::minutes{10};     ///< where it stops growing
    Duration asked_cap = std::chrono::hours{24}; ///< most of what a handler may ask for
    std::uint32_t max_attempts = 20;             ///< then the delivery is a dead letter
};

/// Exponential backoff with full jitter: the wait is drawn from the whole span up to the bound, so
/// that deliveries which failed together do not come back together.
class RetryPolicy {
public:
    /// Draws from [0, 1).
    using Uniform = std::function<double()>;

    RetryPolicy(RetryOptions options, Uniform uniform);

    /// The longest wait after that attempt, without jitter.
    [[nodiscard]] Duration bound(std::uint32_t attempt) const;

    /// What follows from an attempt that ended `now`: sets verdict, attempt, due_at and reason.
    /// Retry at `max_attempts` is dead. Reasons are cut at 2000 bytes, between characters.
    [[nodiscard]] Settlement
    settlement(std::uint32_t attempt, const Outcome& outcome, Time now) const;

    /// The same for an attempt during which the process ended. It is due at once, to run alone.
    /// Only crashes alone make it dead: the third, or one at the last attempt. Of what was beside
    /// others at work nobody knows which it was.
    [[nodiscard]] Settlement
    crash(std::uint32_t attempt, std::uint32_t crashes_alone, Time now) const;

private:
    RetryOptions options_;
    Uniform uniform_;
};

} // namespace orderhook
