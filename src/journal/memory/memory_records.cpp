// What people ask of the journal in memory.
#include "async/clock.hpp"
#include "journal/event_matcher.hpp"
#include "journal/memory/memory_journal.hpp"

#include <algorithm>

namespace orderhook {

namespace {

EventMatcher::Traits traits_of(const Event& event, Disposition disposition) {
    return {
        event.source,
        event.provider,
        event.envelope.type,
        event.envelope.order_key,
        event.received_at,
        disposition};
}

EventRecord without_bytes(EventRecord record) {
    record.event.headers = {};
    record.event.body.clear();
    return record;
}

} // namespace

EventRecord MemoryJournal::record_of(const Stored& stored) {
    return {
        *stored.event,
        stored.event->body.size(),
        stored.disposition,
        stored.first,
        stored.quarantine_reason};
}

MemoryJournal::Stored* MemoryJournal::stored(const EventId& id) {
    const auto position = by_id_.find(id);
    return position == by_id_.end() ? nullptr : &events_.at(position->second);
}

DeliveryRecord MemoryJournal::record_of(const Dead& dead) {
    const Delivery& delivery = dead.delivery;
    return {
        delivery.handler,
        delivery.position,
        delivery.replay,
        DeliveryRecord::State::dead,
        delivery.attempts,
        dead.died_at,
        dead.reason};
}

void MemoryJournal::find(EventId event, Answer<FoundEvent> answer) {
    const Stored* found = stored(event);
    if (found == nullptr)
        return answer_later<FoundEvent>(
            std::move(answer),
            failure(Errc::not_found, event.to_text() + ": no such event")
        );
    FoundEvent record{record_of(*found), {}};
    for (const auto& [key, delivery] : pending_)
        if (delivery.event->id == event)
            record.deliveries.push_back(
                {delivery.handler,
                 delivery.position,
                 delivery.replay,
                 DeliveryRecord::State::pending,
                 delivery.attempts,
                 delivery.due_at,
                 {}}
            );
    for (const auto& [number, dead] : dead_)
        if (dead.delivery.event->id == event) record.deliveries.push_back(record_of(dead));
    answer_later<FoundEvent>(std::move(answer), std::move(record));
}

void MemoryJournal::list_events(
    EventFilter filter,
    PageRequest request,
    Answer<Page<EventRecord>> answer
) {
    const EventMatcher matcher(std::move(filter));
    Page<EventRecord> page;
    auto at = request.from ? events_.lower_bound(*request.from) : events_.end();
    while (at != events_.begin() && page.items.size() < request.limit) {
        const Stored& stored = (--at)->second;
        if (matcher.fits(traits_of(*stored.event, stored.disposition)))
            page.items.push_back(without_bytes(record_of(stored)));
    }
    if (at != events_.begin()) page.next = at->first;
    answer_later<Page<EventRecord>>(std::move(answer), std::move(page));
}

void MemoryJournal::list_dead_letters(
    std::string handler,
    EventFilter filter,
    PageRequest request,
    Answer<Page<DeadLetter>> answer
) {
    const EventMatcher matcher(std::move(filter));
    Page<DeadLetter> page;
    auto at = request.from ? dead_.lower_bound(*request.from) : dead_.end();
    while (at != dead_.begin() && page.items.size() < request.limit) {
        const Dead& dead = (--at)->second;
        const Event& event = *dead.delivery.event;
        if (!handler.empty() && dead.delivery.handler != handler) continue;
        if (!matcher.fits(traits_of(event, Disposition::accepted))) continue;
        page.items.push_back({without_bytes(record_of(*stored(event.id))), record_of(dead)});
    }
    if (at != dead_.begin()) page.next = at->first;
    answer_later<Page<DeadLetter>>(std::move(answer), std::move(page));
}

void MemoryJournal::list_attempts(
    EventId event,
    std::string handler,
    Answer<std::vector<AttemptRecord>> answer
) {
    std::vector<AttemptRecord> attempts;
    for (const auto& [key, records] : attempts_)
        if (key.first == event && (handler.empty() || key.second == handler))
            attempts.insert(attempts.end(), records.begin(), records.end());
    attempts.erase(
        attempts.begin(),
        attempts.end() - static_cast<std::ptrdiff_t>(std::min<std::size_t>(attempts.size(), 1'000))
    );
    answer_later<std::vector<AttemptRecord>>(std::move(answer), std::move(attempts));
}

bool MemoryJournal::deliver_again(
    const Stored& stored,
    const std::string& handler,
    const std::optional<Position>& dead
) {
    const EventId id = stored.event->id;
    Owed owed{};
    if (const auto last = last_owed_.find({id, handler}); last != last_owed_.end())
        owed = last->second;
    if (pending_.contains(Key{handler, owed.position})) return false;
    const auto erased = std::erase_if(dead_, [&](const auto& entry) {
        const Delivery& delivery = entry.second.delivery;
        return delivery.event->id == id && delivery.handler == handler
               && (!dead || delivery.position == *dead);
    });
    if (dead && erased == 0) return false;
    deliver(stored.event, handler, {++last_position_, owed.replay + 1});
    return true;
}

void MemoryJournal::replay(std::vector<ReplayTarget> targets, Answer<Replayed> answer) {
    Replayed replayed{targets.size(), 0};
    for (const auto& [id, handler, dead] : targets) {
        const Stored* found = stored(id);
        if (found == nullptr || found->disposition != Disposition::accepted) continue;
        if (deliver_again(*found, handler, dead)) ++replayed.deliveries;
    }
    answer_later<Replayed>(std::move(answer), replayed);
}

void MemoryJournal::discard(std::vector<DeliveryKey> dead_letters, Answer<std::size_t> answer) {
    std::size_t discarded = 0;
    for (const auto& [handler, position] : dead_letters)
        discarded +=
            std::erase_if(dead_, [&handler = handler, &position = position](const auto& entry) {
                const Delivery& delivery = entry.second.delivery;
                return delivery.handler == handler && delivery.position == position;
            });
    answer_later<std::size_t>(std::move(answer), discarded);
}

void MemoryJournal::release(
    EventId event,
    Envelope envelope,
    std::vector<std::string> handlers,
    Answer<std::size_t> answer
) {
    Stored* found = stored(event);
    const auto refuse = [&](Errc code, const char* why) {
        answer_later<std::size_t>(std::move(answer), failure(code, event.to_text() + why));
    };
    if (found == nullptr) return refuse(Errc::not_found, ": no such event");
    if (found->disposition == Disposition::accepted)
        return refuse(Errc::conflict, ": is accepted already");

    auto released = std::make_shared<Event>(*found->event);
    envelope.dedupe_key = released->envelope.dedupe_key;
    released->envelope = std::move(envelope);
    released->late =
        decide_late(lane_of(released->source, released->envelope), released->envelope.occurred_at);
    *found = {std::move(released), Disposition::accepted, {}, {}};
    std::size_t deliveries = 0;
    for (const std::string& handler : handlers)
        if (deliver_again(*found, handler)) ++deliveries;
    answer_later<std::size_t>(std::move(answer), deliveries);
}

void MemoryJournal::free_parked(
    std::string handler,
    std::optional<std::string> new_handler,
    std::size_t limit,
    Answer<std::size_t> answer
) {
    std::size_t freed = 0;
    while (freed < limit && new_handler != handler) {
        const auto first = pending_.lower_bound(Key{handler, 0});
        if (first == pending_.end() || first->first.first != handler) break;
        const Delivery delivery = pending_.extract(first).mapped();
        if (new_handler)
            deliver_again(*stored(delivery.event->id), *new_handler);
        else
            bury(delivery, SystemClock{}.now(), std::string(given_up_reason));
        ++freed;
    }
    answer_later<std::size_t>(std::move(answer), freed);
}

} // namespace orderhook
