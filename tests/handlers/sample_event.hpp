// An event to handle.
#pragma once

#include <orderhook/event.hpp>

namespace orderhook::test {

inline Event sample_event() {
    Event event;
    event.id = *EventId::from_text("0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c");
    event.source = "eu";
    event.provider = "ordergroove";
    event.envelope = {
        .type = "order.success",
        .dedupe_key = "evt-1",
        .order_key = "order:42",
        .tenant = "shop",
        .occurred_at = parse_rfc3339("2021-06-01T10:00:00Z"),
    };
    event.received_at = *parse_rfc3339("2021-06-01T10:00:01.5Z");
    event.body = "{\n  \"total\": 12.10,\n  \"id\": 12345678901234567890\n}";
    return event;
}

/// A payload that encodes itself as the given text.
inline Payload payload_of_text(std::string text) {
    struct Text final : Payload::Contents {
        explicit Text(std::string json) : json_(std::move(json)) {}
        const void* find(const std::type_info&) const noexcept override { return nullptr; }
        void encode(std::string& out) const override { out += json_; }
        std::string json_;
    };
    return Payload(std::make_shared<Text>(std::move(text)));
}

} // namespace orderhook::test
