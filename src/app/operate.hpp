// The commands for what a running service holds and owes. They talk to its admin API.
#pragma once

#include "app/admin_client.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace orderhook {

/// Which events are meant: those that fit all that is set.
struct EventChoice {
    std::string source;
    std::string type; ///< pattern of `<provider>.<type>`
    std::string order_key;
    std::string from; ///< RFC 3339
    std::string to;
    std::string disposition;

    friend bool operator==(const EventChoice&, const EventChoice&) = default;
};

struct EventsOptions {
    AdminAccess access;
    EventChoice choice;
    std::uint64_t limit = 50;
    bool json = false;
};
/// Lists stored events, newest first.
[[nodiscard]] int list_events(const EventsOptions& options);

struct ShowOptions {
    AdminAccess access;
    std::string event;
};
/// Prints all that is known of one event as JSON.
[[nodiscard]] int show_event(const ShowOptions& options);

struct DeadLettersOptions {
    AdminAccess access;
    EventChoice choice;
    std::string handler;
    std::uint64_t limit = 50;
    bool attempts = false; ///< each one's failed attempts too
    bool json = false;
};
/// Lists deliveries that are not tried again by themselves.
[[nodiscard]] int list_dead_letters(const DeadLettersOptions& options);

struct ReplayOptions {
    AdminAccess access;
    std::vector<std::string> events; ///< ids; empty: those of `choice`
    EventChoice choice;
    std::string handler;
    bool dead_letters = false; ///< only dead letters, of `handler` or of all
    bool dry_run = false;      ///< only says what would be done
    double rate = 0;           ///< deliveries per second; 0 for as fast as the service takes them
};
/// Gives events to a handler again, each order's in its order.
[[nodiscard]] int replay(const ReplayOptions& options);

struct DiscardOptions {
    AdminAccess access;
    std::vector<std::string> events; ///< ids; empty: the dead letters of `choice`
    EventChoice choice;
    std::string handler; ///< only this one's; empty: of all
    bool all = false;    ///< every dead letter
    bool dry_run = false;
};
/// Takes dead letters away: those of the events, each of which must have one, those that fit the
/// choice, or all.
[[nodiscard]] int discard(const DiscardOptions& options);

struct ReleaseOptions {
    AdminAccess access;
    std::vector<std::string> events;
    std::vector<std::string> handlers; ///< empty: those the routes name
    bool raw = false;
};
/// Delivers quarantined and conflicting events.
[[nodiscard]] int release(const ReleaseOptions& options);

struct FreeOptions {
    AdminAccess access;
    std::string handler;     ///< one that is no longer configured
    std::string new_handler; ///< empty: its deliveries become dead letters
};
/// Frees parked deliveries.
[[nodiscard]] int free_parked(const FreeOptions& options);

struct HandlersOptions {
    AdminAccess access;
};
/// Lists the handlers with what they are owed and how they are.
[[nodiscard]] int list_handlers(const HandlersOptions& options);

struct PauseOptions {
    AdminAccess access;
    std::string handler;
    bool resume = false;
};
/// Pauses or resumes a handler, which outlasts a restart of the service.
[[nodiscard]] int pause_handler(const PauseOptions& options);

} // namespace orderhook
