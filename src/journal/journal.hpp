// The durable record of events and of the deliveries they are owed.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/result.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orderhook {

/// The place of a delivery in the journal's one order. Given inside the commit, never given twice,
/// never compared between journals. An event's first deliveries share its position.
using Position = std::uint64_t;

/// A stable 64-bit hash of source, tenant and order key. Two orders that share a hash share a lane,
/// which costs parallelism and may call an event late that is not, and nothing else.
using Lane = std::uint64_t;
[[nodiscard]] Lane lane_of(const std::string& source, const Envelope& envelope);

enum class Disposition {
    accepted,    ///< stored, its deliveries are owed
    duplicate,   ///< the same event is stored already; nothing was added
    conflict,    ///< the same dedupe key with another body: kept, not delivered
    quarantined, ///< authentic but not understood: kept, not delivered
};

/// Its name in the journal, answers and metrics.
[[nodiscard]] std::string_view to_text(Disposition disposition);
[[nodiscard]] std::optional<Disposition> disposition_named(std::string_view text);

struct NewEvent {
    Event event;                       ///< with its id, without payload
    std::vector<std::string> handlers; ///< those the routes name; empty for none
    std::string quarantine_reason;     ///< set: the event is kept as quarantined
};

struct Appended {
    EventId id; ///< of the event stored now or, for a duplicate, of the first one
    Disposition disposition = Disposition::accepted;
    EventId first;                 ///< for a conflict: the event that has this dedupe key
    std::string quarantine_reason; ///< for a quarantined event and its duplicates
};

/// One event owed to one handler.
struct Delivery {
    std::string handler;
    Position position = 0;
    Lane lane = 0;
    std::uint32_t attempts = 0; ///< tries so far
    Time due_at{};              ///< not before this time; the epoch for a fresh one
    // Shared by the deliveries of one event, which end at different times.
    std::shared_ptr<const Event> event;
    std::uint32_t replay = 0; ///< 0: owed since the append; n: given again for the n-th time
    /// Set when the event is not all that was stored: what is damaged. No handler should get it.
    std::string damage{};
};

/// A pending delivery without its event, for scans that must stay small.
struct PendingDelivery {
    Position position = 0;
    Lane lane = 0;
    std::uint32_t attempts = 0;
    Time due_at{};
    std::uint32_t replay = 0;
};

/// What became of one attempt.
struct Settlement {
    enum class Verdict {
        done,  ///< the delivery is finished
        retry, ///< it stays pending until `due_at`
        dead,  ///< it becomes a dead letter
    };

    std::string handler;
    Position position = 0;
    Verdict verdict = Verdict::done;
    std::uint32_t attempt = 1; ///< the number of the attempt
    Time started_at{};
    Duration took{};
    Time due_at{};      ///< for retry
    std::string reason; ///< for retry and dead
};

/// How many deliveries wait for a handler.
struct Backlog {
    std::string handler;
    std::uint64_t pending = 0;
    std::uint64_t dead = 0;
};

/// A lane that has dead letters.
struct DeadLane {
    Lane lane = 0;
    Position position = 0; ///< of the first of them
};

/// The journal as ingest and dispatch use it; what people ask of it is in journal/records.hpp.
///
/// Each call returns at once and answers on the loop when its effect is durable. Calls are carried
/// out in the order they were made, so of two outcomes of a lane the first is never durable later
/// than the second. Thread-safe.
///
/// Errors are `unavailable`: nothing was promised, though an event whose append failed may exist.
/// It is then delivered, and its retry is a duplicate.
class Journal {
public:
    template <class T> using Answer = std::function<void(Result<T>)>;

    /// Receives the deliveries of each commit on the loop, those of replays too, in position order,
    /// right after what made them is answered: vendors wait, handlers need not. Set once, before
    /// the first append.
    using Committed = std::function<void(std::vector<Delivery>)>;

    virtual ~Journal() = default;

    virtual void on_committed(Committed receiver) = 0;

    /// Decides `Event::late` too, over the events of at least the dedupe window.
    virtual void append(NewEvent event, Answer<Appended> answer) = 0;

    /// Outcomes of deliveries that are not pending are passed over. When the journal cannot be
    /// written, the outcomes wait in memory and are carried out as soon as it can; an error means
    /// that it was closed before.
    virtual void settle(std::vector<Settlement> batch, Answer<std::monostate> answer) = 0;

    /// The handler's pending deliveries behind `after`, in position order, at most `limit`.
    /// Fewer than `limit` means that there were no more when it was asked: all that came later is
    /// given to the receiver of commits. No delivery of this run is seen here before it was given
    /// to that receiver.
    virtual void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Answer<std::vector<PendingDelivery>> answer
    ) = 0;

    /// Those of the handler's deliveries that are still pending, with their events, in position
    /// order.
    virtual void fetch(
        std::string handler,
        std::vector<Position> positions,
        Answer<std::vector<Delivery>> answer
    ) = 0;

    /// Every handler that has pending deliveries or dead letters, configured or not.
    virtual void backlog(Answer<std::vector<Backlog>> answer) = 0;

    /// The handler's lanes that have dead letters, in the order of their positions.
    virtual void dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) = 0;

    /// Keeps that a person has paused the handler, or no longer. On an error it may be kept all the
    /// same.
    virtual void set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) = 0;

    /// The handlers that are paused, configured or not, by their names' order.
    virtual void paused_handlers(Answer<std::vector<std::string>> answer) = 0;

    /// Whether appends can succeed now. What /readyz says.
    [[nodiscard]] virtual Result<void> ready() const = 0;

    /// Whether a write has waited for the disk for so long that closing would wait with it.
    [[nodiscard]] virtual bool is_stuck() const { return false; }

    /// Carries out what was asked, then closes. Nothing may be asked afterwards.
    virtual void close() = 0;
};

} // namespace orderhook
