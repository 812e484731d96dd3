#include "handlers/event_json.hpp"

#include <orderhook/json.hpp>

namespace orderhook {

namespace {

/// A line is usually no longer than the body and this.
constexpr std::size_t usual_frame = 1'000;

void append_member(std::string& out, std::string_view label, std::string_view text) {
    out += label;
    json::append_quoted(out, text);
}

void append_time(std::string& out, std::string_view label, Time time) {
    out += label;
    out += '"';
    append_text(out, time);
    out += '"';
}

// An encoder may break lines between values; inside a JSON string no raw line end can stand.
void append_payload(std::string& out, const Payload& payload) {
    out += R"(,"payload":)";
    const auto start = out.size();
    payload.append_json(out);
    for (const char line_end : {'\n', '\r'})
        for (auto at = out.find(line_end, start); at != out.npos; at = out.find(line_end, at))
            out[at] = ' ';
}

void append_drift(std::string& out, const std::vector<Drift>& drift) {
    out += R"(,"drift":[)";
    for (const Drift& difference : drift) {
        if (out.back() != '[') out += ',';
        append_member(out, R"({"path":)", difference.path);
        append_member(out, R"(,"expected":)", difference.expected);
        append_member(out, R"(,"found":)", difference.found);
        out += '}';
    }
    out += ']';
}

void append_body(std::string& out, const std::string& body) {
    out += ",\"body\":";
    if (const auto compact = json::compact(body))
        out += *compact;
    else
        json::append_quoted(out, body);
}

/// The members of `event_json` behind a label of the first, and the closing brace.
void append_event(std::string& out, std::string_view first_label, const Event& event) {
    const Envelope& envelope = event.envelope;
    append_member(out, first_label, event.provider);
    append_member(out, R"(,"type":)", envelope.type);
    append_member(out, R"(,"dedupe_key":)", envelope.dedupe_key);
    append_member(out, R"(,"order_key":)", envelope.order_key);
    append_member(out, R"(,"tenant":)", envelope.tenant);
    if (envelope.occurred_at)
        append_time(out, R"(,"occurred_at":)", *envelope.occurred_at);
    else
        out += R"(,"occurred_at":null)";
    append_payload(out, event.payload);
    append_drift(out, event.drift);
    if (!event.payload) append_body(out, event.body);
    out += '}';
}

} // namespace

std::string event_json(const Event& event) {
    std::string out;
    append_event(out, R"({"provider":)", event);
    return out;
}

std::string delivery_json(const Event& event, const Attempt& attempt) {
    std::string out;
    out.reserve(event.body.size() + usual_frame);
    out += R"({"id":")";
    event.id.append_text(out);
    append_member(out, R"(","source":)", event.source);
    append_time(out, R"(,"received_at":)", event.received_at);
    out += R"(,"attempt":)";
    json::encode(attempt.number, out);
    out += R"(,"replay":)";
    json::encode(attempt.replay, out);
    append_event(
        out,
        event.late ? R"(,"late":true,"provider":)" : R"(,"late":false,"provider":)",
        event
    );
    return out;
}

} // namespace orderhook
