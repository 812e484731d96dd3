// The commands that change what handlers are owed.
#include "admin/api_types.hpp"
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/targets.hpp"
#include "text/percent.hpp"

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

namespace orderhook {

namespace {

Result<Targets> chosen_targets(AdminClient& client, const ReplayOptions& options) {
    const bool has_filter = options.dead_letters || options.choice != EventChoice{};
    if (!options.events.empty() && has_filter)
        return failure(
            Errc::misconfigured,
            "expected either ids of events or options that choose some, got both"
        );
    if (options.dead_letters) return dead_letters_of(client, options.choice, options.handler);
    if (options.handler.empty())
        return failure(Errc::misconfigured, "expected --handler: who shall get the events again");
    if (options.events.empty()) return events_for(client, options.choice, options.handler);
    Targets targets;
    for (const auto& event : options.events)
        targets.push_back({event, options.handler, {}});
    return targets;
}

/// Whether the event, which a person named, can be given again.
Result<void> check_named(AdminClient& client, const admin::ReplayTargetView& target) {
    const auto found = find_event(client, target.event);
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
        return failure(
            Errc::not_found,
            "no handler is configured with the name \"" + options.handler + '"'
        );
    std::map<std::string, std::size_t> left_out;
    std::erase_if(targets, [&](const admin::ReplayTargetView& target) {
        if (configured.contains(target.handler)) return false;
        ++left_out[target.handler];
        return true;
    });
    for (const auto& [handler, count] : left_out)
        std::cerr << count << " left out: no handler is configured with the name \"" << handler
                  << "\"\n";
    return targets;
}

Result<Part> replay_part(AdminClient& client, Targets part) {
    const auto reply =
        client.post<admin::ReplayReply>("/replay", admin::ReplayRequest{std::move(part)});
    if (!reply) return failure(reply);
    return Part{reply->taken, reply->deliveries};
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
        print(*targets);
        std::cout << targets->size() << " deliveries would be made, less those still pending\n";
        return code;
    }
    const auto made = in_parts(*targets, options.rate, [&](Targets part) {
        return replay_part(*client, std::move(part));
    });
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
