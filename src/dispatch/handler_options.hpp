// What can be set for each handler, and what can be seen of it.
#pragma once

#include "dispatch/circuit_breaker.hpp"
#include "dispatch/retry_policy.hpp"
#include "dispatch/window.hpp"

#include <orderhook/handler.hpp>

#include <memory>
#include <optional>
#include <string>

namespace orderhook {

/// What a dead letter means for the later deliveries of its lane.
enum class OnDeadHead {
    go_on, ///< they run
    hold,  ///< they wait until it is replayed, discarded or, after its retention, deleted
};

struct HandlerOptions {
    std::size_t concurrency = 4;                 ///< calls of `handle` at the same time
    Duration timeout = std::chrono::seconds{30}; ///< then a call is asked to stop
    RetryOptions retry{};
    OnDeadHead on_dead_head = OnDeadHead::go_on;
    BreakerOptions breaker{};
    WindowLimits window{};
};

struct HandlerSetup {
    std::unique_ptr<Handler> handler;
    HandlerOptions options;
};

/// A handler as an operator sees it.
struct HandlerStatus {
    enum class State {
        running,
        paused,         ///< by a person
        overloaded,     ///< paused, since more calls are overdue than it may have spare workers
        open_circuit,   ///< only probes run, since most lanes fail
        not_configured, ///< any more: what it is owed is parked
    };

    std::string name;
    State state = State::running;
    std::uint64_t pending = 0;
    std::uint64_t dead = 0;
    std::size_t held_lanes = 0;        ///< that wait for a person to decide about a dead letter
    std::size_t at_work = 0;           ///< calls, overdue ones too
    std::size_t overdue = 0;           ///< calls past their timeout
    std::optional<Time> running_since; ///< of the oldest call at work
};

} // namespace orderhook
