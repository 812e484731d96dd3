#include "dispatch/attempt.hpp"

#include "sdk/foreign_call.hpp"

namespace orderhook {

namespace {

Result<void> thrown_error(std::string text) { return failure(Errc::unavailable, std::move(text)); }

Outcome call_handler(
    Handler& handler,
    const Decode& decode,
    const Event& stored,
    const Attempt& attempt,
    bool& was_called
) {
    auto decoded = decode(stored);
    if (!decoded) return Reject{decoded.error().message};

    const auto handle = [&](const Event& event) -> Outcome {
        was_called = true; // what `accepts` throws is the handler's failure too
        if (handler.accepts(event)) return handler.handle(event, attempt);
        was_called = false;
        return Done{};
    };
    if (!decoded->payload && decoded->drift.empty()) return handle(stored);
    // Other handlers of the event may hold the stored one, so it cannot take the payload itself.
    Event event = stored;
    event.payload = std::move(decoded->payload);
    event.drift = std::move(decoded->drift);
    return handle(event);
}

} // namespace

Finished run_attempt(
    Handler& handler,
    const Decode& decode,
    const Clock& clock,
    Time started_at,
    std::stop_token stop,
    Claim claim
) {
    const auto event = std::move(claim.event);
    Finished finished;
    finished.event = event->id;
    finished.started_at = started_at;
    const Attempt attempt{claim.attempts + 1, started_at, std::move(stop), claim.replay};
    if (!claim.damage.empty())
        finished.outcome = Reject{claim.damage};
    else
        finished.outcome = foreign_call(
            [&] { return call_handler(handler, decode, *event, attempt, finished.was_called); },
            [](std::string text) -> Outcome { return Retry{std::move(text)}; }
        );
    finished.took = clock.now() - started_at;
    finished.claim = std::move(claim);
    return finished;
}

Result<void> run_open(Handler& handler) {
    return foreign_call([&] { return handler.open(); }, &thrown_error);
}

Result<void> run_sync(Handler& handler) {
    return foreign_call([&] { return handler.sync(); }, &thrown_error);
}

Result<void> run_reopen(Handler& handler) {
    const auto reopen = [&]() -> Result<void> {
        handler.reopen();
        return {};
    };
    return foreign_call(reopen, &thrown_error);
}

} // namespace orderhook
