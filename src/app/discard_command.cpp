#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/targets.hpp"
#include "text/percent.hpp"

#include <iostream>

namespace orderhook {

namespace {

/// Whether they choose something, and in one way.
Result<void> check(const DiscardOptions& options) {
    const bool has_choice = options.choice != EventChoice{};
    if (!options.events.empty() && (has_choice || options.all))
        return failure(
            Errc::misconfigured,
            "expected either ids of events or options that choose dead letters, got both"
        );
    if (!options.events.empty() || has_choice || options.all || !options.handler.empty()) return {};
    return failure(
        Errc::misconfigured,
        "expected ids of events, options that choose dead letters, or --all"
    );
}

/// Of one event, for all handlers when `handler` is empty.
Result<Targets>
dead_letters_of_event(AdminClient& client, const std::string& event, const std::string& handler) {
    const auto found = client.get<admin::WholeEventView>("/events/" + percent_encoded(event));
    if (!found) return failure(found);
    Targets targets;
    for (const admin::DeliveryView& delivery : found->deliveries)
        if (delivery.state == "dead" && (handler.empty() || delivery.handler == handler))
            targets.push_back({event, delivery.handler});
    if (!targets.empty()) return targets;
    return failure(
        Errc::not_found,
        event + ": has no dead letter" + (handler.empty() ? "" : " of handler " + handler)
    );
}

/// Those of the events that a person named. Tells which have none, and then changes `code`.
Targets named_dead_letters(AdminClient& client, const DiscardOptions& options, int& code) {
    Targets targets;
    for (const auto& event : options.events) {
        const auto named = dead_letters_of_event(client, event, options.handler);
        if (named)
            targets.insert(targets.end(), named->begin(), named->end());
        else
            code = complain("discard", named.error());
    }
    return targets;
}

Result<Part> discard_part(AdminClient& client, Targets part) {
    const auto reply = client.post<admin::DiscardReply>(
        "/dead-letters/discard",
        admin::DiscardRequest{std::move(part)}
    );
    if (!reply) return failure(reply);
    return Part{reply->taken, reply->dead_letters};
}

} // namespace

int discard(const DiscardOptions& options) {
    if (const auto checked = check(options); !checked) return complain("discard", checked.error());
    auto client = AdminClient::create(options.access);
    if (!client) return complain("discard", client.error());
    if (!options.handler.empty())
        if (const auto known = check_handler_name(*client, options.handler); !known)
            return complain("discard", known.error());

    int code = exit_done;
    const Result<Targets> targets = options.events.empty()
                                        ? dead_letters_of(*client, options.choice, options.handler)
                                        : named_dead_letters(*client, options, code);
    if (!targets) return complain("discard", targets.error());
    if (options.dry_run) {
        print(*targets);
        std::cout << targets->size() << " dead letters would be discarded\n";
        return code;
    }
    const auto discarded =
        in_parts(*targets, 0, [&](Targets part) { return discard_part(*client, std::move(part)); });
    if (!discarded) return complain("discard", discarded.error());
    std::cout << *discarded << " dead letters discarded of " << targets->size() << " chosen\n";
    return code;
}

} // namespace orderhook
