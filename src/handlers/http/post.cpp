#include "handlers/http/post.hpp"

#include "handlers/http/cloud_event.hpp"
#include "handlers/http/plain_text.hpp"

#include <algorithm>

namespace orderhook::outgoing {

namespace {

constexpr std::string_view content_type = "Content-Type";

bool starts_without_case(std::string_view text, std::string_view start) {
    return equal_without_case(text.substr(0, start.size()), start);
}

/// RFC 9110's `token`.
bool is_header_name(std::string_view name) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::ranges::all_of(name, [&](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z')
               || (letter >= '0' && letter <= '9') || marks.find(letter) != marks.npos;
    });
}

/// Of the connection, or of what is sent here.
bool is_our_own(std::string_view name) {
    constexpr std::string_view names[] = {
        "Host",
        "Content-Length",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "TE",
        "Trailer",
        "Upgrade",
        "Expect",
        "Authorization"};
    constexpr std::string_view families[] = {"Proxy-", "webhook-", "X-Orderhook-"};
    return std::ranges::any_of(names, [&](auto each) { return equal_without_case(name, each); })
           || std::ranges::any_of(families, [&](auto each) {
                  return starts_without_case(name, each);
              });
}

bool is_clean(std::string_view value) {
    return std::ranges::none_of(value, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return (byte < ' ' && letter != '\t') || byte == 0x7F;
    });
}

void forward(Headers& to, const Headers& received, std::string_view name) {
    for (const auto& [received_name, value] : received) {
        if (!equal_without_case(received_name, name) || !is_clean(value)) continue;
        to.add(received_name, value);
        if (equal_without_case(name, content_type)) return; // a request has one
    }
}

void add_original_headers(Headers& headers, const Event& event) {
    headers.add("X-Orderhook-Type", header_text(event.provider + '.' + event.envelope.type));
    headers.add("X-Orderhook-Source", header_text(event.source));
    if (!event.envelope.tenant.empty())
        headers.add("X-Orderhook-Tenant", header_text(event.envelope.tenant));
    if (!event.envelope.order_key.empty())
        headers.add("X-Orderhook-Order-Key", header_text(event.envelope.order_key));
    headers.add("X-Orderhook-Received-At", to_text(event.received_at));
    headers.add("X-Orderhook-Late", event.late ? "true" : "false");
}

} // namespace

std::optional<Format> format_from_text(std::string_view text) {
    if (text == "original") return Format::original;
    if (text == "cloudevents-structured") return Format::cloudevents_structured;
    if (text == "cloudevents-binary") return Format::cloudevents_binary;
    return std::nullopt;
}

std::string webhook_id(const Event& event, const Attempt& attempt) {
    std::string id = event.id.to_text();
    if (attempt.replay > 0) id += "-r" + std::to_string(attempt.replay);
    return id;
}

std::string problem_of_forwarded(std::string_view name, Format format) {
    if (!is_header_name(name)) return "expected the name of a header";
    const bool taken =
        is_our_own(name)
        || (format == Format::cloudevents_binary && starts_without_case(name, "ce-"));
    return taken ? std::string(name) + " is not passed on: the request has its own" : "";
}

Post make_post(const Shape& shape, const Event& event, const Attempt& attempt) {
    Post post;
    if (!shape.authorization.empty()) post.headers.add("Authorization", shape.authorization);
    post.headers.add("X-Orderhook-Attempt", std::to_string(attempt.number));
    switch (shape.format) {
    case Format::original:
        add_original_headers(post.headers, event);
        break;
    case Format::cloudevents_structured:
        post.headers.add(std::string(content_type), "application/cloudevents+json");
        post.own_body = cloud_event_json(event);
        break;
    case Format::cloudevents_binary:
        forward(post.headers, event.headers, content_type); // the event's datacontenttype
        add_cloud_event_headers(post.headers, event);
        break;
    }
    for (const std::string& name : shape.forward_headers)
        if (shape.format == Format::original || !equal_without_case(name, content_type))
            forward(post.headers, event.headers, name);
    return post;
}

} // namespace orderhook::outgoing
