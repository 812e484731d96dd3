// What is done again: the commands that change what handlers are owed.
#include "admin/api_types.hpp"
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/listing.hpp"
#include "text/percent.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <thread>

namespace orderhook {

namespace {

using Targets = std::vector<admin::ReplayTargetView>;

constexpr std::size_t most_at_once = 1000;

/// Oldest first, so that each order's events are given again in their order.
Result<Targets> chosen_dead_letters(AdminClient& client, const ReplayOptions& options) {
    struct Chosen {
        std::int64_t position;
        admin::ReplayTargetView target;
    };
    std::vector<Chosen> chosen;
    const Listing listing{"/dead-letters", options.choice, options.handler};
    const auto walked = walk<
        admin::DeadLetterPage>(client, listing, [&](const auto& letter) -> Result<bool> {
        chosen.push_back({letter.delivery.position, {letter.event.id, letter.delivery.handler}});
        return true;
    });
    if (!walked) return failure(walked);
    std::ranges::stable_sort(chosen, {}, &Chosen::position);
    Targets targets;
    for (Chosen& each : chosen)
        targets.push_back(std::move(each.target));
    return targets;
}

Result<Targets> chosen_events(AdminClient& client, const ReplayOptions& options) {
    Targets targets;
    const Listing listing{"/events", options.choice, {}};
    const auto walked =
        walk<admin::EventPage>(client, listing, [&](const auto& event) -> Result<bool> {
            if (event.disposition == "accepted") targets.push_back({event.id, options.handler});
            return true;
        });
    if (!walked) return failure(walked);
    std::ranges::reverse(targets); // listed newest first
    return targets;
}

Result<Targets> chosen_targets(AdminClient& client, const ReplayOptions& options) {
    const bool has_filter = options.dead_letters || options.choice != EventChoice{};
    if (!options.events.empty() && has_filter)
        return failure(
            Errc::misconfigured,
            "expected either ids of events or options that choose some, got both"
        );
    if (options.dead_letters) return chosen_dead_letters(client, options);
    if (options.handler.empty())
        return failure(Errc::misconfigured, "expected --handler: who shall get the events again");
    if (options.events.empty()) return chosen_events(client, options);
    Targets targets;
    for (const auto& event : options.events)
        targets.push_back({event, options.handler});
    return targets;
}

/// Whether the event, which a person named, can be given again.
Result<void> check_named(AdminClient& client, const admin::ReplayTargetView& target) {
    const auto found =
        client.get<admin::WholeEventView>("/events/" + percent_encoded(target.event));
    if (!found) return failure(found);
    const auto& disposition = found->event.disposition;
    if (disposition != "accepted")
        return failure(
            Errc::conflict,
            target.event + ": expected an accepted event, got disposition " + disposition
                + ": release it instead"
        );
    const auto is_pending = [&](const admin::DeliveryView& delivery) {
        return delivery.handler == target.handler && delivery.state == "pending";
    };
    if (std::ranges::none_of(found->deliveries, is_pending)) return {};
    return failure(Errc::conflict, target.event + ": is still pending for " + target.handler);
}

/// Leaves out those that cannot be given again, tells why, and returns the exit code for it.
int leave_out_of_named(AdminClient& client, Targets& targets) {
    int code = exit_done;
    std::erase_if(targets, [&](const admin::ReplayTargetView& target) {
        const auto checked = check_named(client, target);
        if (checked) return false;
        code = complain("replay", checked.error());
        return true;
    });
    return code;
}

/// Without those of handlers that nothing can be delivered to, of which it tells.
Result<Targets>
for_configured_handlers(AdminClient& client, const ReplayOptions& options, Targets targets) {
    const auto handlers = client.get<admin::HandlerList>("/handlers");
    if (!handlers) return failure(handlers);
    std::set<std::string> configured;
    for (const admin::HandlerView& handler : handlers->items)
        if (handler.state != "not_configured") configured.insert(handler.name);
    if (!options.handler.empty() && !configured.contains(options.handler))
        return failure(Errc::not_found, "no handler has the name \"" + options.handler + '"');
    std::map<std::string, std::size_t> left_out;
    std::erase_if(targets, [&](const admin::ReplayTargetView& target) {
        if (configured.contains(target.handler)) return false;
        ++left_out[target.handler];
        return true;
    });
    for (const auto& [handler, count] : left_out)
        std::cerr << count << " left out: no handler has the name \"" << handler << "\"\n";
    return targets;
}

/// For an error: so that nothing has to be given twice.
std::string done_so_far(std::ptrdiff_t done, const Targets& targets) {
    if (done == 0) return {};
    return " (" + std::to_string(done) + " of " + std::to_string(targets.size())
           + " were done before, the last of them "
           + targets[static_cast<std::size_t>(done - 1)].event + ')';
}

/// Asks for all of them, at most `rate` in a second.
Result<std::int64_t> replay_all(AdminClient& client, Targets targets, double rate) {
    const auto batch =
        rate > 0 ? std::clamp<std::size_t>(static_cast<std::size_t>(rate / 10), 1, most_at_once)
                 : most_at_once;
    std::int64_t deliveries = 0;
    auto next = std::chrono::steady_clock::now();
    for (auto left = targets.begin(); left != targets.end();) {
        std::this_thread::sleep_until(next);
        const auto count =
            std::min<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(batch), targets.end() - left);
        const auto reply = client.post<admin::ReplayReply>(
            "/replay",
            admin::ReplayRequest{Targets(left, left + count)}
        );
        if (!reply)
            return failure(
                reply.error().code,
                reply.error().message + done_so_far(left - targets.begin(), targets)
            );
        if (reply->taken <= 0) return failure(Errc::internal, "the service took nothing");
        left += std::min<std::ptrdiff_t>(reply->taken, count);
        deliveries += reply->deliveries;
        if (rate > 0)
            next += std::chrono::nanoseconds(
                static_cast<std::int64_t>(1e9 * static_cast<double>(reply->taken) / rate)
            );
    }
    return deliveries;
}

} // namespace

int replay(const ReplayOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("replay", client.error());
    auto targets = chosen_targets(*client, options);
    if (targets) targets = for_configured_handlers(*client, options, std::move(*targets));
    if (!targets) return complain("replay", targets.error());
    const auto count = targets->size();
    const int code = options.events.empty() ? exit_done : leave_out_of_named(*client, *targets);
    if (options.dry_run) {
        for (const auto& [event, handler] : *targets)
            std::cout << event << "  " << handler << '\n';
        std::cout << targets->size() << " deliveries would be made, less those still pending\n";
        return code;
    }
    const auto made = replay_all(*client, std::move(*targets), options.rate);
    if (!made) return complain("replay", made.error());
    std::cout << *made << " deliveries made of " << count << " chosen\n";
    return code;
}

int release(const ReleaseOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("release", client.error());
    admin::ReleaseRequest request;
    request.raw = options.raw;
    if (!options.handlers.empty()) request.handlers = options.handlers;
    int code = exit_done;
    for (const auto& event : options.events) {
        const auto released = client->post<admin::ReleaseReply>(
            "/events/" + percent_encoded(event) + "/release",
            request
        );
        if (released)
            std::cout << event << "  " << released->deliveries << " deliveries made\n";
        else
            code = complain(
                "release",
                released.error().message.find(event) == std::string::npos
                    ? Error{released.error().code, event + ": " + released.error().message}
                    : released.error()
            );
    }
    return code;
}

int free_parked(const FreeOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("free", client.error());
    admin::FreeRequest request;
    if (!options.new_handler.empty()) request.new_handler = options.new_handler;
    std::int64_t freed = 0;
    while (true) {
        const auto reply = client->post<admin::FreeReply>(
            "/handlers/" + percent_encoded(options.handler) + "/free",
            request
        );
        if (!reply) return complain("free", reply.error());
        if (reply->taken == 0) break;
        freed += reply->taken;
    }
    if (freed == 0) std::cerr << "nothing is owed to a handler " << options.handler << '\n';
    std::cout << freed
              << (options.new_handler.empty()
                      ? " deliveries are dead letters now\n"
                      : " deliveries moved to " + options.new_handler + '\n');
    return exit_done;
}

int pause_handler(const PauseOptions& options) {
    const char* command = options.resume ? "resume" : "pause";
    auto client = AdminClient::create(options.access);
    if (!client) return complain(command, client.error());
    const auto done = client->post<admin::NoReply>(
        "/handlers/" + percent_encoded(options.handler) + '/' + command,
        admin::NoReply{}
    );
    if (!done) return complain(command, done.error());
    std::cout << options.handler << (options.resume ? " is resumed\n" : " is paused\n");
    return exit_done;
}

} // namespace orderhook
