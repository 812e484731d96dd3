#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/targets.hpp"

#include <iostream>
#include <set>

namespace orderhook {

namespace {

/// Whether they choose something, and in one way. A handler alone does not: it may be what is left
/// of a command line whose ids turned out to be none.
Result<void> check(const DiscardOptions& options) {
    const int ways = static_cast<int>(!options.events.empty())
                     + static_cast<int>(options.choice != EventChoice{})
                     + static_cast<int>(options.all);
    if (ways == 1) return {};
    return failure(
        Errc::misconfigured,
        std::string("expected ids of events, options that choose some, or --all, got ")
            + (ways == 0 ? "none" : "more than one") + " of these"
    );
}

/// Of one event, for all handlers when `handler` is empty.
Result<Targets>
dead_letters_of_event(AdminClient& client, const std::string& event, const std::string& handler) {
    const auto found = find_event(client, event);
    if (!found) return failure(found);
    Targets targets;
    for (const admin::DeliveryView& delivery : found->deliveries)
        if (delivery.state == "dead" && (handler.empty() || delivery.handler == handler))
            targets.push_back({event, delivery.handler, delivery.position});
    if (!targets.empty()) return targets;
    return failure(
        Errc::not_found,
        event + ": has no dead letter" + (handler.empty() ? "" : " of handler " + handler)
    );
}

/// Of the events that a person named; each must have one.
Result<Targets> named_dead_letters(AdminClient& client, const DiscardOptions& options) {
    Targets targets;
    for (const auto& event : std::set(options.events.begin(), options.events.end())) {
        const auto named = dead_letters_of_event(client, event, options.handler);
        if (!named) return failure(named);
        targets.insert(targets.end(), named->begin(), named->end());
    }
    return targets;
}

Result<Targets> chosen_dead_letters(AdminClient& client, const DiscardOptions& options) {
    if (!options.handler.empty())
        if (const auto known = check_handler_name(client, options.handler); !known)
            return failure(known);
    if (!options.events.empty()) return named_dead_letters(client, options);
    return dead_letters_of(client, options.choice, options.handler);
}

Result<Part> discard_part(AdminClient& client, const Targets& part) {
    admin::DiscardRequest request;
    for (const auto& [event, handler, position] : part)
        request.dead_letters.push_back({handler, position.value()});
    const auto reply = client.post<admin::DiscardReply>("/dead-letters/discard", request);
    if (!reply) return failure(reply);
    return Part{static_cast<std::int64_t>(part.size()), reply->discarded};
}

} // namespace

int discard(const DiscardOptions& options) {
    if (const auto checked = check(options); !checked) return complain("discard", checked.error());
    auto client = AdminClient::create(options.access);
    if (!client) return complain("discard", client.error());
    const auto targets = chosen_dead_letters(*client, options);
    if (!targets) return complain("discard", targets.error());
    if (options.dry_run) {
        print(*targets);
        std::cout << targets->size() << " dead letters would be discarded\n";
        return exit_done;
    }
    const auto discarded =
        in_parts(*targets, 0, [&](const Targets& part) { return discard_part(*client, part); });
    if (!discarded) return complain("discard", discarded.error());
    std::cout << *discarded << " dead letters discarded of " << targets->size() << " chosen\n";
    return exit_done;
}

} // namespace orderhook
