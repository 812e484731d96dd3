#include "journal/sqlite/redelivery.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/event_row.hpp"
#include "log/log.hpp"

#include <algorithm>
#include <chrono>

namespace orderhook {

namespace {

/// Of the bodies of the deliveries of one commit; the last one may pass it.
constexpr std::size_t max_bytes = std::size_t{4} << 20;
constexpr std::size_t max_deliveries = 1'000;

/// Of a commit's search for events that are not there: each takes as long as there are many.
constexpr std::chrono::milliseconds time_to_search{50};

class CommitBound {
public:
    explicit CommitBound(const std::vector<Delivery>& fresh) : counted_(fresh.size()) {}

    /// Whether one commit has room for more than what became fresh since.
    bool admits(const std::vector<Delivery>& fresh) {
        for (; counted_ < fresh.size(); ++counted_)
            bytes_ += fresh[counted_].event->body.size();
        return bytes_ < max_bytes;
    }

private:
    std::size_t counted_; // of those that are fresh
    std::size_t bytes_ = 0;
};

} // namespace

Redelivery::Redelivery(Tables tables)
    : tables_(tables),
      events_(tables.database),
      last_(
          tables.database,
          "SELECT position, replay FROM replays WHERE event = ?1 AND handler = ?2"
      ),
      is_pending_(tables.database, "SELECT 1 FROM deliveries WHERE handler = ?1 AND position = ?2"),
      upsert_last_(
          tables.database,
          "REPLACE INTO replays (event, handler, replay, position) VALUES (?1, ?2, ?3, ?4)"
      ),
      erase_dead_letter_(
          tables.database,
          "DELETE FROM dead_letters WHERE event = ?1 AND handler = ?2"
          " AND position = coalesce(?3, position)"
      ),
      discard_(tables.database, "DELETE FROM dead_letters WHERE handler = ?1 AND position = ?2"),
      accept_(
          tables.database,
          "UPDATE events SET disposition = 'accepted', first = NULL, reason = NULL, type = ?2,"
          " order_key = ?3, tenant = ?4, occurred_at = ?5, late = ?6 WHERE position = ?1"
      ),
      first_pending_(
          tables.database,
          "SELECT position, event FROM deliveries WHERE handler = ? ORDER BY position LIMIT 1"
      ) {}

Replayed
Redelivery::replay(const std::vector<ReplayTarget>& targets, std::vector<Delivery>& fresh) {
    Replayed replayed;
    CommitBound bound(fresh);
    std::chrono::steady_clock::duration searched{};
    for (const auto& [id, handler, dead] : targets) {
        if (replayed.taken == max_deliveries || !bound.admits(fresh)) break;
        if (searched >= time_to_search) break;
        ++replayed.taken;
        const auto began = std::chrono::steady_clock::now();
        const auto stored = find(id);
        if (!stored) searched += std::chrono::steady_clock::now() - began;
        if (!stored || stored->disposition != Disposition::accepted) continue;
        if (deliver(*stored, handler, fresh, dead)) ++replayed.deliveries;
    }
    return replayed;
}

std::size_t Redelivery::discard(const std::vector<DeliveryKey>& dead_letters) {
    std::size_t discarded = 0;
    for (const auto& [handler, position] : dead_letters) {
        const auto known = tables_.handlers.find(handler);
        if (!known) continue;
        discard_.reset();
        discard_.bind(1, *known);
        bind_number(discard_, 2, position);
        discarded += static_cast<std::size_t>(discard_.exec());
    }
    return discarded;
}

Result<std::size_t> Redelivery::release(
    EventId id,
    Envelope envelope,
    const std::vector<std::string>& handlers,
    std::vector<Delivery>& fresh
) {
    const auto stored = find(id);
    if (!stored) return failure(Errc::not_found, id.to_text() + ": no such event");
    if (stored->disposition == Disposition::accepted)
        return failure(Errc::conflict, id.to_text() + ": is accepted already");
    Event& event = *stored->content.event;
    envelope.dedupe_key = event.envelope.dedupe_key;
    event.envelope = std::move(envelope);
    accept(*stored);

    std::size_t deliveries = 0;
    for (const std::string& handler : handlers)
        if (deliver(*stored, handler, fresh)) ++deliveries;
    return deliveries;
}

void Redelivery::accept(const Stored& stored) {
    Event& event = *stored.content.event;
    const Envelope& envelope = event.envelope;
    accept_.reset();
    accept_.clearBindings();
    if (envelope.occurred_at) {
        const LaneTime time{lane_of(event.source, envelope), *envelope.occurred_at};
        event.late = tables_.recent.has_later(time);
        tables_.recent.note(time);
        bind_time(accept_, 5, *envelope.occurred_at);
    }
    bind_number(accept_, 1, stored.position);
    accept_.bindNoCopy(2, envelope.type);
    accept_.bindNoCopy(3, envelope.order_key);
    accept_.bindNoCopy(4, envelope.tenant);
    accept_.bind(6, event.late ? 1 : 0);
    accept_.exec();
}

std::size_t Redelivery::free_parked(
    const std::string& handler,
    const std::optional<std::string>& new_handler,
    std::size_t limit,
    Time now,
    std::vector<Delivery>& fresh
) {
    const auto old = tables_.handlers.find(handler);
    if (!old || new_handler == handler) return 0;
    limit = std::min(limit, max_deliveries);
    CommitBound bound(fresh);
    std::size_t freed = 0;
    for (; freed < limit && bound.admits(fresh); ++freed) {
        first_pending_.reset();
        first_pending_.bind(1, *old);
        if (!first_pending_.executeStep()) break;
        const Position position = number_in(first_pending_.getColumn(0));
        const Position event = number_in(first_pending_.getColumn(1));
        const auto stored = new_handler ? events_.read(event) : std::nullopt;
        if (!stored) {
            const std::string reason(new_handler ? no_event : given_up_reason);
            tables_.deliveries.give_up(*old, position, now, reason);
            if (new_handler)
                log::error(
                    "a parked delivery is a dead letter now: the journal has lost its event",
                    {{"handler", handler}, {"position", position}}
                );
            continue;
        }
        tables_.deliveries.erase(*old, position);
        deliver({event, Disposition::accepted, *stored}, *new_handler, fresh);
    }
    first_pending_.reset();
    return freed;
}

std::optional<Redelivery::Stored> Redelivery::find(const EventId& id) {
    const auto found = events_.find(id);
    if (!found) return std::nullopt;
    auto content = events_.read(found->position);
    if (!content) return std::nullopt;
    return Stored{found->position, found->disposition, std::move(*content)};
}

Redelivery::Last Redelivery::last_delivery(Position event, std::int64_t handler) {
    last_.reset();
    bind_number(last_, 1, event);
    last_.bind(2, handler);
    Last last{event, 0};
    if (last_.executeStep()) last = {number_in(last_.getColumn(0)), last_.getColumn(1).getUInt()};
    last_.reset();
    return last;
}

bool Redelivery::is_pending(std::int64_t handler, Position position) {
    is_pending_.reset();
    is_pending_.bind(1, handler);
    bind_number(is_pending_, 2, position);
    const bool found = is_pending_.executeStep();
    is_pending_.reset();
    return found;
}

bool Redelivery::erase_dead_letter(
    Position event,
    std::int64_t handler,
    const std::optional<Position>& at
) {
    erase_dead_letter_.reset();
    erase_dead_letter_.clearBindings();
    bind_number(erase_dead_letter_, 1, event);
    erase_dead_letter_.bind(2, handler);
    if (at) bind_number(erase_dead_letter_, 3, *at);
    return erase_dead_letter_.exec() != 0;
}

bool Redelivery::deliver(
    const Stored& stored,
    const std::string& handler,
    std::vector<Delivery>& fresh,
    const std::optional<Position>& dead
) {
    const std::int64_t id = tables_.handlers.of(handler);
    const Last last = last_delivery(stored.position, id);
    if (is_pending(id, last.position)) return false;
    const bool was_dead = erase_dead_letter(stored.position, id, dead);
    if (dead && !was_dead) return false;

    const auto& [event, damage] = stored.content;
    const Position position = tables_.positions.next();
    const std::uint32_t replay = last.replay + 1;
    const Lane lane = lane_of(event->source, event->envelope);
    tables_.deliveries.insert({id, position, stored.position, lane, replay});
    upsert_last_.reset();
    bind_number(upsert_last_, 1, stored.position);
    upsert_last_.bind(2, id);
    upsert_last_.bind(3, replay);
    bind_number(upsert_last_, 4, position);
    upsert_last_.exec();
    fresh.push_back({handler, position, lane, 0, {}, event, replay, damage});
    return true;
}

} // namespace orderhook
