// One try of one delivery.
#pragma once

#include "async/clock.hpp"
#include "dispatch/lanes.hpp"

#include <orderhook/handler.hpp>
#include <orderhook/provider.hpp>

#include <functional>

namespace orderhook {

/// Turns a stored body into its typed payload. Called on the workers, from several at once.
using Decode = std::function<Result<Decoded>(const Event&)>;

/// An attempt that has returned.
struct Finished {
    Claim claim; ///< without its event: nobody needs the body any more
    EventId event;
    Time started_at;
    Duration took{};
    Outcome outcome;
    bool was_called = false; ///< false: the event was damaged, not decoded, or of no use to it

    [[nodiscard]] bool is_retry() const { return std::holds_alternative<Retry>(outcome); }
};

/// Decodes the event and calls the handler, on the caller's thread. An event that cannot be decoded
/// or is damaged is rejected: the bytes stay what they are, so a person has to look. What the
/// handler throws is Retry, with its text.
[[nodiscard]] Finished run_attempt(
    Handler& handler,
    const Decode& decode,
    const Clock& clock,
    Time started_at,
    std::stop_token stop,
    Claim claim
);

/// These call the handler; what it throws is an error too.
[[nodiscard]] Result<void> run_open(Handler& handler);
[[nodiscard]] Result<void> run_sync(Handler& handler);
[[nodiscard]] Result<void> run_reopen(Handler& handler);

} // namespace orderhook
