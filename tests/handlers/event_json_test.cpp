#include "handlers/event_json.hpp"
#include "handlers/sample_event.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orderhook {
namespace {

using test::payload_of_text;
using test::sample_event;

TEST(EventJson, HasTheBodyWhenThereIsNoPayload) {
    EXPECT_EQ(
        event_json(sample_event()),
        R"({"provider":"ordergroove","type":"order.success","dedupe_key":"evt-1",)"
        R"("order_key":"order:42","tenant":"shop","occurred_at":"2021-06-01T10:00:00Z",)"
        R"("payload":null,"drift":[],"body":{"total":12.10,"id":12345678901234567890}})"
    );
}

TEST(EventJson, HasPayloadAndDriftInsteadOfTheBody) {
    Event event = sample_event();
    event.envelope.occurred_at.reset();
    event.envelope.tenant.clear();
    event.payload = payload_of_text(R"({"total":"12.10"})");
    event.drift = {{"total", "decimal", "object"}, {"a[1]", "known field", "\"x\"\n"}};
    EXPECT_EQ(
        event_json(event),
        R"({"provider":"ordergroove","type":"order.success","dedupe_key":"evt-1",)"
        R"("order_key":"order:42","tenant":"","occurred_at":null,"payload":{"total":"12.10"},)"
        R"("drift":[{"path":"total","expected":"decimal","found":"object"},)"
        R"({"path":"a[1]","expected":"known field","found":"\"x\"\n"}]})"
    );
}

TEST(EventJson, IsOneLineWhateverThePayloadBreaks) {
    Event event = sample_event();
    event.payload = payload_of_text("{\r\n\"a\": 1\n}");
    const std::string line = event_json(event);
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(line)["payload"]["a"], 1);
}

TEST(EventJson, KeepsABodyThatIsNoJsonAsAString) {
    Event event = sample_event();
    for (const std::string body : {"not\njson", "", "{\"a\":", "\xff\xfe{"}) {
        event.body = body;
        const std::string line = event_json(event);
        EXPECT_EQ(line.find('\n'), std::string::npos);
        EXPECT_TRUE(nlohmann::json::parse(line)["body"].is_string()) << line;
    }
}

TEST(EventJson, QuotesWhatTheVendorNamed) {
    Event event = sample_event();
    event.envelope.type = "a\"b\\c\n\x01";
    event.envelope.order_key = "order:\xff";
    const auto parsed = nlohmann::json::parse(event_json(event));
    EXPECT_EQ(parsed["type"], event.envelope.type);
    EXPECT_EQ(parsed["order_key"], "order:\xef\xbf\xbd");
}

TEST(DeliveryJson, PutsTheDeliveryInFront) {
    const std::string event = event_json(sample_event());
    EXPECT_EQ(
        delivery_json(sample_event(), {.number = 3, .started_at = {}, .stop = {}, .replay = 1}),
        R"({"id":"0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c","source":"eu",)"
        R"("received_at":"2021-06-01T10:00:01.500000Z","attempt":3,"replay":1,"late":false,)"
            + event.substr(1)
    );
}

} // namespace
} // namespace orderhook
