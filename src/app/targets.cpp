#include "app/targets.hpp"

#include "app/listing.hpp"
#include "text/percent.hpp"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

namespace orderhook {

namespace {

constexpr std::size_t most_at_once = 1000;

/// For an error: so that nothing has to be done twice.
std::string done_so_far(std::ptrdiff_t done, const Targets& targets) {
    if (done == 0) return {};
    return " (" + std::to_string(done) + " of " + std::to_string(targets.size())
           + " were done before, the last of them "
           + targets[static_cast<std::size_t>(done - 1)].event + ')';
}

} // namespace

Result<Targets>
dead_letters_of(AdminClient& client, const EventChoice& choice, const std::string& handler) {
    Targets targets;
    const auto walked = walk<admin::DeadLetterPage>(
        client,
        {"/dead-letters", choice, handler},
        [&](const auto& letter) -> Result<bool> {
            targets.push_back({letter.event.id, letter.delivery.handler, letter.delivery.position});
            return true;
        }
    );
    if (!walked) return failure(walked);
    std::ranges::stable_sort(targets, {}, &admin::ReplayTargetView::position);
    return targets;
}

Result<Targets>
events_for(AdminClient& client, const EventChoice& choice, const std::string& handler) {
    Targets targets;
    const auto walked = walk<admin::EventPage>(
        client,
        {"/events", choice, {}},
        [&](const auto& event) -> Result<bool> {
            if (event.disposition == "accepted") targets.push_back({event.id, handler, {}});
            return true;
        }
    );
    if (!walked) return failure(walked);
    std::ranges::reverse(targets); // listed newest first
    return targets;
}

void print(const Targets& targets) {
    for (const auto& [event, handler, position] : targets)
        std::cout << event << "  " << handler << '\n';
}

Result<admin::WholeEventView> find_event(AdminClient& client, const std::string& id) {
    return client.get<admin::WholeEventView>("/events/" + percent_encoded(id));
}

Result<void> check_handler_name(AdminClient& client, const std::string& name) {
    const auto handlers = client.get<admin::HandlerList>("/handlers");
    if (!handlers) return failure(handlers);
    if (std::ranges::find(handlers->items, name, &admin::HandlerView::name)
        != handlers->items.end())
        return {};
    return failure(Errc::not_found, "no handler has the name \"" + name + '"');
}

Result<std::int64_t> in_parts(
    const Targets& targets,
    double rate,
    const std::function<Result<Part>(Targets part)>& ask
) {
    const auto most =
        rate > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>(rate / 10), 1, most_at_once)
                 : most_at_once;
    std::int64_t changed = 0;
    auto next = std::chrono::steady_clock::now();
    for (auto left = targets.begin(); left != targets.end();) {
        std::this_thread::sleep_until(next);
        const auto count =
            std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(most), targets.end() - left);
        const auto part = ask(Targets(left, left + count));
        if (!part)
            return failure(
                part.error().code,
                part.error().message + done_so_far(left - targets.begin(), targets)
            );
        if (part->taken <= 0) return failure(Errc::internal, "the service took nothing");
        left += std::min<std::ptrdiff_t>(part->taken, count);
        changed += part->changed;
        if (rate > 0)
            next += std::chrono::nanoseconds(
                static_cast<std::int64_t>(1e9 * static_cast<double>(part->taken) / rate)
            );
    }
    return changed;
}

} // namespace orderhook
