#include "admin/views.hpp"

namespace orderhook::admin {

namespace {

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

std::string_view word_for(HandlerStatus::State state) {
    using enum HandlerStatus::State;
    switch (state) {
    case running:
        return "running";
    case paused:
        return "paused";
    case overloaded:
        return "overloaded";
    case open_circuit:
        return "open_circuit";
    case not_configured:
        return "not_configured";
    }
    return "unknown";
}

} // namespace

EventView view_of(const EventRecord& record) {
    const Event& event = record.event;
    EventView view;
    view.id = event.id.to_text();
    view.source = event.source;
    view.provider = event.provider;
    view.type = event.envelope.type;
    view.order_key = event.envelope.order_key;
    view.tenant = event.envelope.tenant;
    if (event.envelope.occurred_at) view.occurred_at = to_text(*event.envelope.occurred_at);
    view.received_at = to_text(event.received_at);
    view.disposition = to_text(record.disposition);
    view.late = event.late;
    view.body_size = static_cast<std::int64_t>(record.body_size);
    if (record.first) view.first = record.first->to_text();
    view.reason = unless_empty(record.quarantine_reason);
    return view;
}

DeliveryView view_of(const DeliveryRecord& delivery) {
    const bool is_dead = delivery.state == DeliveryRecord::State::dead;
    DeliveryView view;
    view.handler = delivery.handler;
    view.position = static_cast<std::int64_t>(delivery.position);
    view.replay = delivery.replay;
    view.state = is_dead ? "dead" : "pending";
    view.attempts = delivery.attempts;
    if (delivery.at != Time{}) view.at = to_text(delivery.at);
    view.reason = unless_empty(delivery.reason);
    return view;
}

AttemptView view_of(const AttemptRecord& attempt) {
    AttemptView view;
    view.handler = attempt.handler;
    view.replay = attempt.replay;
    view.number = attempt.number;
    view.started_at = to_text(attempt.started_at);
    view.microseconds = attempt.took.count();
    view.outcome = attempt.verdict == Settlement::Verdict::dead ? "dead" : "retry";
    view.reason = attempt.reason;
    return view;
}

DeadLetterView view_of(const DeadLetter& letter) {
    return {view_of(letter.record), view_of(letter.delivery)};
}

WholeEventView view_of(const FoundEvent& found) {
    WholeEventView view;
    view.event = view_of(found.record);
    for (const DeliveryRecord& delivery : found.deliveries)
        view.deliveries.push_back(view_of(delivery));
    for (const Header& header : found.record.event.headers)
        view.headers.push_back({header.name, header.value});
    view.body = found.record.event.body;
    return view;
}

HandlerView view_of(const HandlerStatus& status) {
    HandlerView view;
    view.name = status.name;
    view.state = word_for(status.state);
    view.pending = static_cast<std::int64_t>(status.pending);
    view.dead = static_cast<std::int64_t>(status.dead);
    view.held_orders = static_cast<std::int64_t>(status.held_lanes);
    view.at_work = static_cast<std::int64_t>(status.at_work);
    view.overdue = static_cast<std::int64_t>(status.overdue);
    if (status.running_since) view.running_since = to_text(*status.running_since);
    return view;
}

} // namespace orderhook::admin
