// What the admin API takes and gives, for both of its ends. Times are RFC 3339, ids are UUIDs.
#pragma once

#include <orderhook/raw_json.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace orderhook::admin {

struct EventView {
    std::string id;
    std::string source;
    std::string provider;
    std::string type;
    std::string order_key;
    std::string tenant;
    std::optional<std::string> occurred_at;
    std::string received_at;
    std::string disposition;
    bool late = false;
    std::int64_t body_size = 0;
    std::optional<std::string> first;  ///< of a conflict: the event that has its dedupe key
    std::optional<std::string> reason; ///< of a quarantined event
};
BOOST_DESCRIBE_STRUCT(
    EventView,
    (),
    (id,
     source,
     provider,
     type,
     order_key,
     tenant,
     occurred_at,
     received_at,
     disposition,
     late,
     body_size,
     first,
     reason)
)

/// An event for one handler, as long as it is not done.
struct DeliveryView {
    std::string handler;
    std::int64_t position = 0;
    std::int64_t replay = 0; ///< 0 for the first time, n for the n-th replay or release
    std::string state;       ///< pending or dead
    std::int64_t attempts = 0;
    std::optional<std::string> at; ///< pending: tried no earlier, if there was a try; dead: when
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(DeliveryView, (), (handler, position, replay, state, attempts, at, reason))

/// A failed try.
struct AttemptView {
    std::string handler;
    std::int64_t replay = 0;
    std::int64_t number = 0;
    std::string started_at;
    std::int64_t microseconds = 0;
    std::string outcome; ///< retry or dead
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(
    AttemptView,
    (),
    (handler, replay, number, started_at, microseconds, outcome, reason)
)

struct HeaderView {
    std::string name;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(HeaderView, (), (name, value))

/// One event with everything that is known of it.
struct WholeEventView {
    EventView event;
    std::vector<DeliveryView> deliveries; ///< none that is done
    std::vector<AttemptView> attempts;    ///< those that failed
    std::vector<HeaderView> headers;
    std::string body; ///< the bytes; what is not UTF-8 becomes U+FFFD
};
BOOST_DESCRIBE_STRUCT(WholeEventView, (), (event, deliveries, attempts, headers, body))

struct DeadLetterView {
    EventView event;
    DeliveryView delivery;
};
BOOST_DESCRIBE_STRUCT(DeadLetterView, (), (event, delivery))

/// Parts of listings: `next` is the `cursor` of the following part, absent at the end. A part may
/// be empty and have a next one.
struct EventPage {
    std::vector<EventView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(EventPage, (), (items, next))

struct DeadLetterPage {
    std::vector<DeadLetterView> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(DeadLetterPage, (), (items, next))

struct AttemptList {
    std::vector<AttemptView> items;
};
BOOST_DESCRIBE_STRUCT(AttemptList, (), (items))

/// An event that a handler shall get again.
struct ReplayTargetView {
    std::string event;
    std::string handler;
    std::optional<std::int64_t> position; ///< given: only while its dead letter is that one
};
BOOST_DESCRIBE_STRUCT(ReplayTargetView, (), (event, handler, position))

struct ReplayRequest {
    std::vector<ReplayTargetView> targets; ///< earlier ones of an order first; 1,000 at most
};
BOOST_DESCRIBE_STRUCT(ReplayRequest, (), (targets))

struct ReplayReply {
    std::int64_t taken = 0;      ///< of the targets, from the first: ask again with the rest
    std::int64_t deliveries = 0; ///< how many became new deliveries
};
BOOST_DESCRIBE_STRUCT(ReplayReply, (), (taken, deliveries))

struct DeadLetterKeyView {
    std::string handler;
    std::int64_t position = 0;
};
BOOST_DESCRIBE_STRUCT(DeadLetterKeyView, (), (handler, position))

struct DiscardRequest {
    std::vector<DeadLetterKeyView> dead_letters; ///< 1,000 at most
};
BOOST_DESCRIBE_STRUCT(DiscardRequest, (), (dead_letters))

struct DiscardReply {
    std::int64_t discarded = 0; ///< less than asked for when some were no dead letters any more
};
BOOST_DESCRIBE_STRUCT(DiscardReply, (), (discarded))

struct ReleaseRequest {
    std::optional<bool> raw; ///< deliver it as it is, though it cannot be identified
    std::optional<std::vector<std::string>> handlers; ///< instead of those the routes name
};
BOOST_DESCRIBE_STRUCT(ReleaseRequest, (), (raw, handlers))

struct ReleaseReply {
    std::int64_t deliveries = 0;
};
BOOST_DESCRIBE_STRUCT(ReleaseReply, (), (deliveries))

struct FreeRequest {
    std::optional<std::string> new_handler; ///< absent: they become dead letters
};
BOOST_DESCRIBE_STRUCT(FreeRequest, (), (new_handler))

struct FreeReply {
    std::int64_t taken = 0; ///< ask again until it is 0
};
BOOST_DESCRIBE_STRUCT(FreeReply, (), (taken))

struct HandlerView {
    std::string name;
    std::string state; ///< running, paused, overloaded, open_circuit or not_configured
    std::int64_t pending = 0;
    std::int64_t dead = 0;
    std::int64_t held_orders = 0; ///< that wait for a person to decide about a dead letter
    std::int64_t at_work = 0;     ///< calls, overdue ones too
    std::int64_t overdue = 0;     ///< calls past their timeout
    std::optional<std::string> running_since; ///< of the oldest call
};
BOOST_DESCRIBE_STRUCT(
    HandlerView,
    (),
    (name, state, pending, dead, held_orders, at_work, overdue, running_since)
)

struct HandlerList {
    std::vector<HandlerView> items;
};
BOOST_DESCRIBE_STRUCT(HandlerList, (), (items))

/// `{}`
struct NoReply {};
BOOST_DESCRIBE_STRUCT(NoReply, (), ())

struct ErrorReply {
    std::string error;
};
BOOST_DESCRIBE_STRUCT(ErrorReply, (), (error))

} // namespace orderhook::admin
