#include "journal/memory/memory_journal.hpp"

#include <set>

namespace orderhook {

namespace {

std::string dedupe_entry(const Event& event) {
    return event.source + '\0' + event.envelope.dedupe_key;
}

} // namespace

void MemoryJournal::append(NewEvent event, Answer<Appended> answer) {
    auto appended = store(event);
    std::vector<Delivery> fresh;
    if (appended.disposition == Disposition::accepted) {
        ++last_position_;
        const Lane lane = lane_of(event.event.source, event.event.envelope);
        const auto shared = std::make_shared<const Event>(std::move(event.event));
        for (auto& handler : event.handlers) {
            Delivery delivery{handler, last_position_, lane, 0, {}, shared};
            const bool is_new =
                pending_.emplace(Key{std::move(handler), last_position_}, delivery).second;
            if (is_new) fresh.push_back(std::move(delivery));
        }
    }
    loop_.post([this,
                fresh = std::move(fresh),
                appended = std::move(appended),
                answer = std::move(answer)] {
        if (committed_ && !fresh.empty()) committed_(fresh);
        answer(appended);
    });
}

Appended MemoryJournal::store(NewEvent& event) {
    const Disposition fresh =
        event.quarantine_reason.empty() ? Disposition::accepted : Disposition::quarantined;
    const Stored stored{event.event.id, fresh, event.quarantine_reason};
    const auto key = dedupe_entry(event.event);
    const auto same_body = key + '\0' + event.event.body;

    if (const auto seen = by_dedupe_key_.find(same_body); seen != by_dedupe_key_.end()) {
        const auto& first = seen->second;
        return {first.id, Disposition::duplicate, first.id, first.quarantine_reason};
    }
    by_dedupe_key_.emplace(same_body, stored);
    const auto [first, is_new] = by_dedupe_key_.emplace(key, stored);
    if (!is_new) return {event.event.id, Disposition::conflict, first->second.id, {}};
    return {event.event.id, fresh, event.event.id, event.quarantine_reason};
}

void MemoryJournal::settle(std::vector<Settlement> batch, Answer<std::monostate> answer) {
    for (auto& settlement : batch) {
        const auto found = pending_.find(Key{settlement.handler, settlement.position});
        if (found == pending_.end()) continue;
        found->second.attempts = settlement.attempt;
        found->second.due_at = settlement.due_at;
        if (settlement.verdict == Settlement::Verdict::retry) continue;
        auto node = pending_.extract(found);
        if (settlement.verdict == Settlement::Verdict::dead) dead_.insert(std::move(node));
    }
    loop_.post([answer = std::move(answer)] { answer(std::monostate{}); });
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
        found.push_back({delivery.position, delivery.lane, delivery.attempts, delivery.due_at});
    }
    loop_.post([found = std::move(found), answer = std::move(answer)] { answer(found); });
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
    loop_.post([found = std::move(found), answer = std::move(answer)] { answer(found); });
}

void MemoryJournal::backlog(Answer<std::vector<Backlog>> answer) {
    std::map<std::string, Backlog> counts;
    for (const auto& [key, delivery] : pending_)
        ++counts[key.first].pending;
    for (const auto& [key, delivery] : dead_)
        ++counts[key.first].dead;
    std::vector<Backlog> backlog;
    backlog.reserve(counts.size());
    for (auto& [handler, count] : counts)
        backlog.push_back({handler, count.pending, count.dead});
    loop_.post([backlog = std::move(backlog), answer = std::move(answer)] { answer(backlog); });
}

} // namespace orderhook
