#include "journal/memory/memory_journal.hpp"

#include <algorithm>
#include <set>

namespace orderhook {

namespace {

std::string dedupe_entry(const Event& event) {
    return event.source + '\0' + event.envelope.dedupe_key;
}

} // namespace

void MemoryJournal::append(NewEvent event, Answer<Appended> answer) {
    auto appended = store(event);
    if (appended.disposition != Disposition::duplicate) {
        Stored stored{nullptr, appended.disposition, {}, event.quarantine_reason};
        if (appended.disposition == Disposition::conflict) stored.first = appended.first;
        if (appended.disposition == Disposition::accepted) {
            const Lane lane = lane_of(event.event.source, event.event.envelope);
            event.event.late = decide_late(lane, event.event.envelope.occurred_at);
        }
        const auto shared = std::make_shared<const Event>(std::move(event.event));
        stored.event = shared;
        by_id_.emplace(shared->id, ++last_position_);
        events_.emplace(last_position_, std::move(stored));
        if (appended.disposition == Disposition::accepted)
            for (const auto& handler : event.handlers)
                deliver(shared, handler, {last_position_, 0});
    }
    answer_later<Appended>(std::move(answer), std::move(appended));
}

Appended MemoryJournal::store(NewEvent& event) {
    const Disposition fresh =
        event.quarantine_reason.empty() ? Disposition::accepted : Disposition::quarantined;
    const Known known{event.event.id, event.quarantine_reason};
    const auto key = dedupe_entry(event.event);
    const auto same_body = key + '\0' + event.event.body;

    if (const auto seen = by_dedupe_key_.find(same_body); seen != by_dedupe_key_.end()) {
        const auto& first = seen->second;
        return {first.id, Disposition::duplicate, first.id, first.quarantine_reason};
    }
    by_dedupe_key_.emplace(same_body, known);
    const auto [first, is_new] = by_dedupe_key_.emplace(key, known);
    if (!is_new) return {event.event.id, Disposition::conflict, first->second.id, {}};
    return {event.event.id, fresh, event.event.id, event.quarantine_reason};
}

bool MemoryJournal::decide_late(Lane lane, const std::optional<Time>& occurred_at) {
    if (!occurred_at) return false;
    const auto [newest, is_first] = newest_.emplace(lane, *occurred_at);
    if (is_first) return false;
    const bool is_late = newest->second > *occurred_at;
    newest->second = std::max(newest->second, *occurred_at);
    return is_late;
}

void MemoryJournal::deliver(
    const std::shared_ptr<const Event>& event,
    const std::string& handler,
    Owed owed
) {
    const Lane lane = lane_of(event->source, event->envelope);
    Delivery delivery{handler, owed.position, lane, 0, {}, event, owed.replay};
    if (!pending_.emplace(Key{handler, owed.position}, delivery).second) return; // named twice
    last_owed_[{event->id, handler}] = owed;
    fresh_.push_back(std::move(delivery));
}

void MemoryJournal::settle(std::vector<Settlement> batch, Answer<std::monostate> answer) {
    for (auto& settlement : batch) {
        const auto found = pending_.find(Key{settlement.handler, settlement.position});
        if (found == pending_.end()) continue;
        Delivery& delivery = found->second;
        delivery.attempts = settlement.attempt;
        delivery.due_at = settlement.due_at;
        if (settlement.verdict != Settlement::Verdict::done) remember(delivery, settlement);
        if (settlement.verdict == Settlement::Verdict::retry) continue;
        if (settlement.verdict == Settlement::Verdict::dead)
            bury(delivery, settlement.started_at + settlement.took, settlement.reason);
        pending_.erase(found);
    }
    answer_later<std::monostate>(std::move(answer), std::monostate{});
}

void MemoryJournal::bury(const Delivery& delivery, Time died_at, std::string reason) {
    dead_.emplace(++last_dead_, Dead{delivery, died_at, std::move(reason)});
}

void MemoryJournal::remember(const Delivery& delivery, const Settlement& settlement) {
    attempts_[{delivery.event->id, delivery.handler}].push_back(
        {delivery.handler,
         delivery.replay,
         settlement.attempt,
         settlement.started_at,
         settlement.took,
         settlement.verdict,
         settlement.reason}
    );
}

void MemoryJournal::scan(
    std::string handler,
    Position after,
    std::size_t limit,
    Answer<std::vector<PendingDelivery>> answer
) {
    std::vector<PendingDelivery> found;
    for (auto at = pending_.upper_bound(Key{handler, after});
         at != pending_.end() && at->first.first == handler && found.size() < limit;
         ++at) {
        const Delivery& delivery = at->second;
        found.push_back(
            {delivery.position, delivery.lane, delivery.attempts, delivery.due_at, delivery.replay}
        );
    }
    answer_later<std::vector<PendingDelivery>>(std::move(answer), std::move(found));
}

void MemoryJournal::fetch(
    std::string handler,
    std::vector<Position> positions,
    Answer<std::vector<Delivery>> answer
) {
    std::vector<Delivery> found;
    for (const Position position : std::set(positions.begin(), positions.end())) {
        const auto at = pending_.find(Key{handler, position});
        if (at != pending_.end()) found.push_back(at->second);
    }
    answer_later<std::vector<Delivery>>(std::move(answer), std::move(found));
}

void MemoryJournal::backlog(Answer<std::vector<Backlog>> answer) {
    std::map<std::string, Backlog> counts;
    for (const auto& [key, delivery] : pending_)
        ++counts[key.first].pending;
    for (const auto& [number, dead] : dead_)
        ++counts[dead.delivery.handler].dead;
    std::vector<Backlog> backlog;
    backlog.reserve(counts.size());
    for (auto& [handler, count] : counts)
        backlog.push_back({handler, count.pending, count.dead});
    answer_later<std::vector<Backlog>>(std::move(answer), std::move(backlog));
}

void MemoryJournal::dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) {
    std::map<Position, Lane> dead;
    for (const auto& [number, one] : dead_)
        if (one.delivery.handler == handler) dead.emplace(one.delivery.position, one.delivery.lane);
    std::set<Lane> seen;
    std::vector<DeadLane> found;
    for (const auto& [position, lane] : dead)
        if (seen.insert(lane).second) found.push_back({lane, position});
    answer_later<std::vector<DeadLane>>(std::move(answer), std::move(found));
}

void MemoryJournal::set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) {
    if (is_paused)
        paused_.insert(std::move(handler));
    else
        paused_.erase(handler);
    answer_later<std::monostate>(std::move(answer), std::monostate{});
}

void MemoryJournal::paused_handlers(Answer<std::vector<std::string>> answer) {
    answer_later<std::vector<std::string>>(
        std::move(answer),
        std::vector(paused_.begin(), paused_.end())
    );
}

} // namespace orderhook
