// The journal as people use it: what it holds, and what they can have done again.
#pragma once

#include "journal/journal.hpp"

#include <orderhook/event.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// An event as it is stored.
struct EventRecord {
    Event event; ///< in listings without headers and body; never with payload and drift
    std::uint64_t body_size = 0;
    Disposition disposition = Disposition::accepted; ///< never `duplicate`
    std::optional<EventId> first;                    ///< of a conflict: who has the dedupe key
    std::string quarantine_reason;                   ///< of a quarantined event
};

/// One event for one handler, as long as it is not done.
struct DeliveryRecord {
    enum class State { pending, dead };

    std::string handler;
    Position position = 0;
    std::uint32_t replay = 0;
    State state = State::pending;
    std::uint32_t attempts = 0; ///< tries so far, of this replay
    Time at{};                  ///< pending: not tried before this time; dead: when it died
    std::string reason;         ///< of a dead one
};

/// An event with what it is still owed or was given up for. Deliveries that are done leave no
/// trace but their failed attempts.
struct FoundEvent {
    EventRecord record;
    std::vector<DeliveryRecord> deliveries;
};

struct DeadLetter {
    EventRecord record; ///< empty when a damaged journal has lost the event
    DeliveryRecord delivery;
};

/// A try that failed.
struct AttemptRecord {
    std::string handler;
    std::uint32_t replay = 0; ///< the deliveries of an event to a handler, counted from 0
    std::uint32_t number = 1;
    Time started_at{};
    Duration took{};
    Settlement::Verdict verdict = Settlement::Verdict::retry; ///< retry or dead
    std::string reason;
};

/// Which events a listing shows: those that fit all that is set.
struct EventFilter {
    std::string source;       ///< its name
    std::string type;         ///< pattern of `<provider>.<type>`, see Glob
    std::string order_key;    ///< the whole of it
    std::optional<Time> from; ///< received then or later
    std::optional<Time> to;   ///< received before
    std::optional<Disposition> disposition;
};

/// A place in one listing, for the same listing only.
using Cursor = std::uint64_t;

struct PageRequest {
    std::size_t limit = 100;
    std::optional<Cursor> from{}; ///< the `next` of the page before
};

/// A part of a listing. One call looks at 10,000 rows at most, so a page may hold few items, or
/// none, and have a next one.
template <class T> struct Page {
    std::vector<T> items;
    std::optional<Cursor> next; ///< nothing at the end
};

/// An event that a handler shall get again.
struct ReplayTarget {
    EventId event;
    std::string handler;
    std::optional<Position> dead{}; ///< set: only if that is the position of its dead letter
};

struct Replayed {
    std::size_t taken = 0;      ///< how many targets, from the first, were looked at
    std::size_t deliveries = 0; ///< how many of those became new deliveries
};

/// What tells a delivery from all others, those of its event to the same handler too.
struct DeliveryKey {
    std::string handler;
    Position position = 0;
};

/// The reason of the dead letters that free_parked makes.
inline constexpr std::string_view given_up_reason = "given up: its handler is not configured";

/// Every call returns at once and answers on the loop. Thread-safe. Reading waits for no writing:
/// it shows what was durable when it was carried out. Writing is durable when it is answered, and
/// new deliveries are given to the receiver of commits right after.
///
/// Errors are `unavailable` (of a write: it may have happened all the same) and those named below.
class Records {
public:
    template <class T> using Answer = Journal::Answer<T>;

    virtual ~Records() = default;

    /// Errors: not_found.
    virtual void find(EventId event, Answer<FoundEvent> answer) = 0;

    /// Newest first. A range of time relies on a clock that never went back by more than an hour.
    virtual void
    list_events(EventFilter filter, PageRequest request, Answer<Page<EventRecord>> answer) = 0;

    /// Those that died last first; of all handlers when `handler` is empty.
    virtual void list_dead_letters(
        std::string handler,
        EventFilter filter,
        PageRequest request,
        Answer<Page<DeadLetter>> answer
    ) = 0;

    /// The failed attempts of an event for a handler in their order, the last 1,000 of them; of all
    /// handlers, one after the other, when `handler` is empty. None when there is no such event.
    virtual void list_attempts(
        EventId event,
        std::string handler,
        Answer<std::vector<AttemptRecord>> answer
    ) = 0;

    /// Gives each target a new delivery at the end of its lane, in the order of the list, and takes
    /// its dead letter away. Passes over what is pending for that handler, and over ids that name
    /// no accepted event. One commit takes as many targets as it may hold, at least one: ask again
    /// with the rest. A handler that no route names for the event may be given too.
    virtual void replay(std::vector<ReplayTarget> targets, Answer<Replayed> answer) = 0;

    /// Takes those dead letters away: the deliveries are given up, and what they held goes on. The
    /// event is kept as long as others are, with its failed attempts, and can be replayed. Answers
    /// how many there were: those that are no dead letters any more are passed over.
    virtual void discard(std::vector<DeliveryKey> dead_letters, Answer<std::size_t> answer) = 0;

    /// Makes a quarantined or conflicting event an accepted one with that envelope, less its dedupe
    /// key, which stays, and decides anew whether it is late. Answers how many deliveries that
    /// made; each counts as a replay. Errors: not_found; conflict when it is accepted already.
    virtual void release(
        EventId event,
        Envelope envelope,
        std::vector<std::string> handlers,
        Answer<std::size_t> answer
    ) = 0;

    /// Takes the first `limit` pending deliveries from a handler that is not configured: moves them
    /// to another one, in their order at the end of their lanes, or without one makes them dead
    /// letters. Answers how many it took: ask again until that is none, since one commit may hold
    /// fewer than `limit`.
    virtual void free_parked(
        std::string handler,
        std::optional<std::string> new_handler,
        std::size_t limit,
        Answer<std::size_t> answer
    ) = 0;
};

class JournalWithRecords : public Journal, public Records {};

} // namespace orderhook
