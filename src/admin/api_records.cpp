// The part of Api that reads and edits the journal's records.
#include "admin/api.hpp"
#include "admin/api_json.hpp"
#include "admin/views.hpp"
#include "async/await_callback.hpp"
#include "ingest/intake.hpp"
#include "log/log.hpp"

#include <limits>

namespace orderhook::admin {

namespace {

constexpr std::uint64_t most_items = 1000;

Result<EventId> event_id_in(const std::string& text) {
    if (const auto id = EventId::from_text(text)) return *id;
    return failure(Errc::malformed, "event: expected an id, got \"" + text + '"');
}

Result<EventFilter> filter_in(Query& query) {
    EventFilter filter;
    filter.source = query.text("source");
    filter.type = query.text("type");
    filter.order_key = query.text("order_key");
    const auto from = query.time("from");
    if (!from) return failure(from);
    filter.from = *from;
    const auto to = query.time("to");
    if (!to) return failure(to);
    filter.to = *to;
    const auto word = query.text("disposition");
    if (word.empty()) return filter;
    filter.disposition = disposition_named(word);
    if (filter.disposition) return filter;
    return failure(
        Errc::malformed,
        "disposition: expected accepted, conflict or quarantined, got \"" + word + '"'
    );
}

Result<PageRequest> page_in(Query& query) {
    PageRequest page;
    const auto limit = query.number("limit", 1, most_items);
    if (!limit) return failure(limit);
    page.limit = limit->value_or(page.limit);
    const auto cursor = query.number("cursor", 0, std::numeric_limits<std::uint64_t>::max());
    if (!cursor) return failure(cursor);
    page.from = *cursor;
    if (const auto rest = query.finish(); !rest) return failure(rest);
    return page;
}

Result<void> check_count(const char* what, std::size_t count) {
    if (count <= most_items) return {};
    return failure(
        Errc::malformed,
        std::string(what) + ": expected at most " + std::to_string(most_items) + ", got "
            + std::to_string(count)
    );
}

Result<Position> position_in(std::int64_t number) {
    if (number >= 0) return static_cast<Position>(number);
    return failure(Errc::malformed, "position: expected 0 or more, got " + std::to_string(number));
}

template <class View, class Record> std::string page_json(const Page<Record>& page) {
    View view;
    for (const Record& item : page.items)
        view.items.push_back(view_of(item));
    if (page.next) view.next = std::to_string(*page.next);
    return json_of(view);
}

} // namespace

Api::Awaitable Api::list_events(Call call) {
    auto filter = filter_in(call.query);
    if (!filter) co_return failure(filter);
    const auto page = page_in(call.query);
    if (!page) co_return failure(page);
    const auto start = [&](auto answer) {
        parts_.records.list_events(std::move(*filter), *page, std::move(answer));
    };
    const auto found = co_await await_callback<Result<Page<EventRecord>>>(start);
    if (!found) co_return failure(found);
    co_return page_json<EventPage>(*found);
}

Api::Awaitable Api::list_dead_letters(Call call) {
    const auto handler = call.query.text("handler");
    auto filter = filter_in(call.query);
    if (!filter) co_return failure(filter);
    const auto page = page_in(call.query);
    if (!page) co_return failure(page);
    const auto start = [&](auto answer) {
        parts_.records.list_dead_letters(handler, std::move(*filter), *page, std::move(answer));
    };
    const auto found = co_await await_callback<Result<Page<DeadLetter>>>(start);
    if (!found) co_return failure(found);
    co_return page_json<DeadLetterPage>(*found);
}

Api::Awaitable Api::show_event(Call call) {
    const auto id = event_id_in(call.name);
    if (!id) co_return failure(id);
    const auto start = [&](auto answer) { parts_.records.find(*id, std::move(answer)); };
    const auto found = co_await await_callback<Result<FoundEvent>>(start);
    if (!found) co_return failure(found);
    const std::string every_handler;
    auto attempts = co_await attempts_of(*id, every_handler);
    if (!attempts) co_return failure(attempts);
    WholeEventView view = view_of(*found);
    view.attempts = std::move(*attempts);
    co_return json_of(view);
}

Api::Awaitable Api::list_attempts(Call call) {
    const auto id = event_id_in(call.name);
    if (!id) co_return failure(id);
    const auto handler = call.query.text("handler");
    auto attempts = co_await attempts_of(*id, handler);
    if (!attempts) co_return failure(attempts);
    AttemptList list;
    list.items = std::move(*attempts);
    co_return json_of(list);
}

boost::asio::awaitable<Result<std::vector<AttemptView>>>
Api::attempts_of(EventId event, std::string handler) {
    const auto start = [&](auto answer) {
        parts_.records.list_attempts(event, std::move(handler), std::move(answer));
    };
    const auto found = co_await await_callback<Result<std::vector<AttemptRecord>>>(start);
    if (!found) co_return failure(found);
    std::vector<AttemptView> views;
    for (const AttemptRecord& attempt : *found)
        views.push_back(view_of(attempt));
    co_return views;
}

Api::Awaitable Api::replay(Call call) {
    const auto request = request_in<ReplayRequest>(call.body);
    if (!request) co_return failure(request);
    if (const auto checked = check_count("targets", request->targets.size()); !checked)
        co_return failure(checked);
    std::vector<ReplayTarget> targets;
    for (const auto& [event, handler, position] : request->targets) {
        const auto id = event_id_in(event);
        if (!id) co_return failure(id);
        if (const auto known = check_handler(handler); !known) co_return failure(known);
        ReplayTarget& target = targets.emplace_back(ReplayTarget{*id, handler});
        if (!position) continue;
        const auto dead = position_in(*position);
        if (!dead) co_return failure(dead);
        target.dead = *dead;
    }
    const auto start = [&](auto answer) {
        parts_.records.replay(std::move(targets), std::move(answer));
    };
    const auto replayed = co_await await_callback<Result<Replayed>>(start);
    parts_.handlers.recount();
    if (!replayed) co_return failure(replayed);
    log::info(
        "events were replayed",
        {{"chosen", std::uint64_t{replayed->taken}},
         {"deliveries", std::uint64_t{replayed->deliveries}}}
    );
    co_return json_of(ReplayReply{
        static_cast<std::int64_t>(replayed->taken),
        static_cast<std::int64_t>(replayed->deliveries)});
}

Api::Awaitable Api::discard(Call call) {
    const auto request = request_in<DiscardRequest>(call.body);
    if (!request) co_return failure(request);
    if (const auto checked = check_count("dead_letters", request->dead_letters.size()); !checked)
        co_return failure(checked);
    std::vector<DeliveryKey> keys;
    for (const auto& [handler, position] : request->dead_letters) {
        const auto at = position_in(position);
        if (!at) co_return failure(at);
        keys.push_back({handler, *at});
    }
    const auto start = [&](auto answer) {
        parts_.records.discard(std::move(keys), std::move(answer));
    };
    const auto discarded = co_await await_callback<Result<std::size_t>>(start);
    parts_.handlers.recount();
    if (!discarded) co_return failure(discarded);
    if (*discarded > 0)
        log::info("dead letters were discarded", {{"dead_letters", std::uint64_t{*discarded}}});
    co_return json_of(DiscardReply{static_cast<std::int64_t>(*discarded)});
}

// What was conflicting is identified already; identifying it again gives the same.
Result<Envelope> Api::envelope_of(const Event& event, bool raw) const {
    if (raw) return event.envelope;
    const Provider* provider = parts_.sources.find_provider(event.provider);
    if (provider == nullptr)
        return failure(Errc::conflict, "no source has the provider " + event.provider);
    RawRequest request;
    request.headers = event.headers;
    request.body = event.body;
    request.received_at = event.received_at;
    auto envelope = identify(*provider, request);
    if (envelope) return envelope;
    return failure(
        Errc::conflict,
        "it still cannot be identified: " + envelope.error().message
            + "; release it raw to deliver it as it is"
    );
}

Api::Awaitable Api::release(Call call) {
    const auto id = event_id_in(call.name);
    if (!id) co_return failure(id);
    const auto request = request_in<ReleaseRequest>(call.body);
    if (!request) co_return failure(request);
    const auto find = [&](auto answer) { parts_.records.find(*id, std::move(answer)); };
    const auto found = co_await await_callback<Result<FoundEvent>>(find);
    if (!found) co_return failure(found);
    const Event& event = found->record.event;
    auto envelope = envelope_of(event, request->raw.value_or(false));
    if (!envelope) co_return failure(envelope);
    auto handlers = request->handlers.value_or(
        parts_.router.handlers_for(event.source, event.provider, envelope->type)
    );
    if (handlers.empty())
        co_return failure(
            Errc::conflict,
            "no handler would get it: no route leads there, and none is named (--handler)"
        );
    for (const auto& handler : handlers)
        if (const auto known = check_handler(handler); !known) co_return failure(known);
    const auto start = [&](auto answer) {
        parts_.records.release(*id, std::move(*envelope), std::move(handlers), std::move(answer));
    };
    const auto released = co_await await_callback<Result<std::size_t>>(start);
    if (!released) co_return failure(released);
    log::info(
        "event was released",
        {{"event", id->to_text()},
         {"was", to_text(found->record.disposition)},
         {"deliveries", std::uint64_t{*released}}}
    );
    co_return json_of(ReleaseReply{static_cast<std::int64_t>(*released)});
}

} // namespace orderhook::admin
