#include "handlers/http/cloud_event.hpp"

#include "handlers/http/plain_text.hpp"
#include "json/parser.hpp"
#include "text/percent.hpp"

#include <orderhook/signature.hpp>

#include <vector>

namespace orderhook::outgoing {

namespace {

struct Attribute {
    std::string_view name;
    std::string value;
    bool is_text = true; ///< else a JSON literal
};

std::vector<Attribute> attributes_of(const Event& event) {
    const std::string order_key = plain_text(event.envelope.order_key);
    std::vector<Attribute> attributes{
        {"specversion", "1.0"},
        {"id", event.id.to_text()},
        {"source", "urn:orderhook:" + percent_encoded(event.source)},
        {"type", plain_text(event.provider + '.' + event.envelope.type)},
        {"time", to_text(event.envelope.occurred_at.value_or(event.received_at))},
        {"recordedtime", to_text(event.received_at)},
    };
    // An attribute may be absent, not empty.
    if (!order_key.empty()) {
        attributes.push_back({"subject", order_key});
        attributes.push_back({"partitionkey", order_key});
    }
    if (!event.envelope.tenant.empty())
        attributes.push_back({"tenant", plain_text(event.envelope.tenant)});
    if (event.late) attributes.push_back({"late", "true", false});
    return attributes;
}

bool is_json(std::string_view body) {
    class Anything final : public json::Sink {
        bool key(std::string_view) override { return true; }
        bool scalar(json::Kind, std::string_view) override { return true; }
        bool open(json::Kind) override { return true; }
        bool close() override { return true; }
    };
    // A parser may pass over a byte order mark, which cannot stand inside a document.
    if (body.starts_with("\xEF\xBB\xBF")) return false;
    Anything anything;
    return json::parse(body, anything).has_value();
}

bool names_json(std::string_view content_type) {
    const auto media_type = content_type.substr(0, content_type.find_first_of("; \t"));
    const auto ends_with = [&](std::string_view end) {
        return media_type.size() > end.size()
               && equal_without_case(media_type.substr(media_type.size() - end.size()), end);
    };
    return ends_with("/json") || ends_with("+json");
}

/// `data` is read as JSON only when this names JSON, and `data_base64` as bytes only when not.
std::string data_content_type(const Event& event, bool is_json_body) {
    const std::string* received = event.headers.find("Content-Type");
    if (received != nullptr && !received->empty() && names_json(*received) == is_json_body)
        return plain_text(*received);
    return is_json_body ? "application/json" : "application/octet-stream";
}

void append_member(std::string& out, const Attribute& attribute) {
    out += out.empty() ? '{' : ',';
    json::append_quoted(out, attribute.name);
    out += ':';
    if (attribute.is_text)
        json::append_quoted(out, attribute.value);
    else
        out += attribute.value;
}

} // namespace

std::string cloud_event_json(const Event& event) {
    const bool is_json_body = is_json(event.body);
    std::string out;
    out.reserve(event.body.size() * (is_json_body ? 1 : 2) + 512);
    for (const Attribute& attribute : attributes_of(event))
        append_member(out, attribute);
    append_member(out, {"datacontenttype", data_content_type(event, is_json_body)});
    if (is_json_body)
        append_member(out, {"data", event.body, false});
    else
        append_member(out, {"data_base64", encode_base64(event.body)});
    out += '}';
    return out;
}

void add_cloud_event_headers(Headers& headers, const Event& event) {
    for (const Attribute& attribute : attributes_of(event))
        headers.add("ce-" + std::string(attribute.name), header_text(attribute.value));
}

} // namespace orderhook::outgoing
