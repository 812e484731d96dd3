// The deliveries that a command is about.
#pragma once

#include "admin/api_types.hpp"
#include "app/operate.hpp"

#include <functional>
#include <string>
#include <vector>

namespace orderhook {

using Targets = std::vector<admin::ReplayTargetView>;

/// The dead letters that fit, with their positions, of all handlers when `handler` is empty. Oldest
/// first, so that each order's events are given again in their order.
[[nodiscard]] Result<Targets>
dead_letters_of(AdminClient& client, const EventChoice& choice, const std::string& handler);

/// The accepted events that fit, each for that handler. Oldest first.
[[nodiscard]] Result<Targets>
events_for(AdminClient& client, const EventChoice& choice, const std::string& handler);

/// One line for each: the event's id and the handler.
void print(const Targets& targets);

/// The event of that id with all that is known of it. Errors: as of AdminClient, and not_found.
[[nodiscard]] Result<admin::WholeEventView> find_event(AdminClient& client, const std::string& id);

/// Errors: not_found, when the service knows no handler of that name, not even one of the past
/// that is owed something or has dead letters.
[[nodiscard]] Result<void> check_handler_name(AdminClient& client, const std::string& name);

/// What became of the first so many targets of a request.
struct Part {
    std::int64_t taken = 0;
    std::int64_t changed = 0;
};

/// Calls `ask` with one part after the other until all are done, at most `rate` of them in a
/// second, 0 for no limit. Answers how many were changed; an error tells how many were done before.
[[nodiscard]] Result<std::int64_t>
in_parts(const Targets& targets, double rate, const std::function<Result<Part>(Targets part)>& ask);

} // namespace orderhook
