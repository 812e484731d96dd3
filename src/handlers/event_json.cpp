#include "handlers/event_json.hpp"

#include <orderhook/json.hpp>

#include <algorithm>

namespace orderhook {

namespace {

/// Appends `"name":"text",`.
void append_member(std::string& out, std::string_view name, std::string_view text) {
    json::append_quoted(out, name);
    out += ':';
    json::append_quoted(out, text);
    out += ',';
}

// An encoder may break lines between values; inside a JSON string no raw line end can stand.
void append_payload(std::string& out, const Payload& payload) {
    std::string encoded = payload.to_json();
    std::ranges::replace_if(
        encoded,
        [](char letter) { return letter == '\n' || letter == '\r'; },
        ' '
    );
    out += "\"payload\":";
    out += encoded;
    out += ',';
}

void append_drift(std::string& out, const std::vector<Drift>& drift) {
    out += "\"drift\":[";
    for (const Drift& difference : drift) {
        if (out.back() != '[') out += ',';
        out += '{';
        append_member(out, "path", difference.path);
        append_member(out, "expected", difference.expected);
        append_member(out, "found", difference.found);
        out.back() = '}';
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

/// The members of `event_json` and the closing brace.
void append_event(std::string& out, const Event& event) {
    append_member(out, "provider", event.provider);
    append_member(out, "type", event.envelope.type);
    append_member(out, "dedupe_key", event.envelope.dedupe_key);
    append_member(out, "order_key", event.envelope.order_key);
    append_member(out, "tenant", event.envelope.tenant);
    if (event.envelope.occurred_at)
        append_member(out, "occurred_at", to_text(*event.envelope.occurred_at));
    else
        out += "\"occurred_at\":null,";
    append_payload(out, event.payload);
    append_drift(out, event.drift);
    if (!event.payload) append_body(out, event.body);
    out += '}';
}

} // namespace

std::string event_json(const Event& event) {
    std::string out = "{";
    append_event(out, event);
    return out;
}

std::string delivery_json(const Event& event, const Attempt& attempt) {
    std::string out = "{";
    append_member(out, "id", event.id.to_text());
    append_member(out, "source", event.source);
    append_member(out, "received_at", to_text(event.received_at));
    out += "\"attempt\":";
    out += std::to_string(attempt.number);
    out += ",\"replay\":";
    out += std::to_string(attempt.replay);
    out += event.late ? ",\"late\":true," : ",\"late\":false,";
    append_event(out, event);
    return out;
}

} // namespace orderhook
