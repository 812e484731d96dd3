// What the journal holds: the commands that list.
#include "admin/api_json.hpp"
#include "admin/api_types.hpp"
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "app/listing.hpp"
#include "app/targets.hpp"
#include "text/percent.hpp"
#include "text/printable.hpp"

#include <iostream>

namespace orderhook {

namespace {

std::string line_of(const admin::EventView& event) {
    std::string line = event.received_at + "  " + event.id + "  " + event.source + "  "
                       + event.provider + '.' + event.type + "  " + event.order_key + "  "
                       + event.disposition + (event.late ? "  late" : "");
    if (event.first) line += "  conflicts with " + *event.first;
    if (event.reason) line += "  " + *event.reason;
    return line;
}

std::string line_of(const admin::DeadLetterView& letter) {
    const auto& [event, delivery] = letter;
    return delivery.at.value_or("") + "  " + event.id + "  " + delivery.handler + "  "
           + event.provider + '.' + event.type + "  " + event.order_key + "  "
           + std::to_string(delivery.attempts) + " attempts  " + delivery.reason.value_or("");
}

std::string line_of(const admin::AttemptView& attempt) {
    return "    " + attempt.started_at + "  replay " + std::to_string(attempt.replay) + "  attempt "
           + std::to_string(attempt.number) + "  " + std::to_string(attempt.microseconds / 1000)
           + " ms  " + attempt.outcome + "  " + attempt.reason;
}

// A vendor's texts may hold anything, and some of it would steer the terminal.
template <class T> void print(const T& value, bool as_json) {
    std::cout << (as_json ? admin::json_of(value) : printable(line_of(value))) << '\n';
}

Result<admin::AttemptList>
attempts_of(AdminClient& client, const std::string& event, const std::string& handler) {
    return client.get<admin::AttemptList>(
        "/events/" + event + "/attempts?handler=" + percent_encoded(handler)
    );
}

/// Prints what `each` of the listing's items is until there are `limit`; how many that were.
template <class Page, class Print>
Result<std::uint64_t>
print_listing(AdminClient& client, const Listing& listing, std::uint64_t limit, Print each) {
    std::uint64_t printed = 0;
    const auto walked = walk<Page>(client, listing, [&](const auto& item) -> Result<bool> {
        if (printed == limit) {
            std::cerr << "there are more: --limit says how many are listed\n";
            return false;
        }
        if (auto done = each(item); !done) return failure(done);
        ++printed;
        return true;
    });
    if (!walked) return failure(walked);
    return printed;
}

} // namespace

int list_events(const EventsOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("events", client.error());
    const auto each = [&](const admin::EventView& event) -> Result<void> {
        print(event, options.json);
        return {};
    };
    const Listing listing{"/events", options.choice, {}};
    const auto listed = print_listing<admin::EventPage>(*client, listing, options.limit, each);
    return listed ? exit_done : complain("events", listed.error());
}

int list_dead_letters(const DeadLettersOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("dead-letters", client.error());
    const auto each = [&](const admin::DeadLetterView& letter) -> Result<void> {
        print(letter, options.json);
        if (!options.attempts) return {};
        const auto attempts = attempts_of(*client, letter.event.id, letter.delivery.handler);
        if (!attempts) return failure(attempts);
        for (const auto& attempt : attempts->items)
            print(attempt, options.json);
        return {};
    };
    const Listing listing{"/dead-letters", options.choice, options.handler};
    const auto listed = print_listing<admin::DeadLetterPage>(*client, listing, options.limit, each);
    if (!listed) return complain("dead-letters", listed.error());
    if (*listed > 0 || options.handler.empty()) return exit_done;
    const auto known = check_handler_name(*client, options.handler);
    return known ? exit_done : complain("dead-letters", known.error());
}

int show_event(const ShowOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("show", client.error());
    const auto found = find_event(*client, options.event);
    if (!found) return complain("show", found.error());
    std::cout << admin::json_of(*found) << '\n';
    return exit_done;
}

int list_handlers(const HandlersOptions& options) {
    auto client = AdminClient::create(options.access);
    if (!client) return complain("handlers", client.error());
    const auto list = client->get<admin::HandlerList>("/handlers");
    if (!list) return complain("handlers", list.error());
    for (const admin::HandlerView& handler : list->items) {
        std::cout << handler.name << "  " << handler.state << "  " << handler.pending
                  << " pending  " << handler.dead << " dead  " << handler.at_work << " at work";
        if (handler.overdue > 0) std::cout << "  " << handler.overdue << " overdue";
        if (handler.held_orders > 0) std::cout << "  " << handler.held_orders << " orders held";
        if (handler.running_since) std::cout << "  oldest call since " << *handler.running_since;
        std::cout << '\n';
    }
    return exit_done;
}

} // namespace orderhook
