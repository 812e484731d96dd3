#include "handlers/http/cloud_event.hpp"
#include "handlers/sample_event.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace orderhook::outgoing {
namespace {

using test::sample_event;

TEST(CloudEvent, HasTheBodysBytesAsDataWhenTheyAreJson) {
    Event event = sample_event();
    event.headers = {{"content-type", "application/json; charset=utf-8"}};
    EXPECT_EQ(
        cloud_event_json(event),
        R"({"specversion":"1.0","id":"0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c",)"
        R"("source":"urn:orderhook:eu","type":"ordergroove.order.success",)"
        R"("time":"2021-06-01T10:00:00Z","recordedtime":"2021-06-01T10:00:01.500000Z",)"
        R"("subject":"order:42","partitionkey":"order:42","tenant":"shop",)"
        R"("datacontenttype":"application/json; charset=utf-8","data":)"
            + event.body + '}'
    );
}

TEST(CloudEvent, HasOtherBodiesInBase64) {
    Event event = sample_event();
    event.headers = {{"Content-Type", "application/json"}};
    for (const std::string body :
         {"",
          "a=1&b=2",
          "{\"a\":",
          "\xff\xfe",
          "\xEF\xBB\xBF{}", // a byte order mark, legal at the front of a text only
          "{} {}"}) {
        event.body = body;
        const auto parsed = nlohmann::json::parse(cloud_event_json(event));
        EXPECT_FALSE(parsed.contains("data")) << body;
        EXPECT_TRUE(parsed.at("data_base64").is_string()) << body;
        EXPECT_EQ(parsed.at("datacontenttype"), "application/octet-stream");
    }
    event.body = "a=1";
    event.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    const auto form = nlohmann::json::parse(cloud_event_json(event));
    EXPECT_EQ(form.at("data_base64"), "YT0x");
    EXPECT_EQ(form.at("datacontenttype"), "application/x-www-form-urlencoded");
}

TEST(CloudEvent, CallsJsonJsonWhateverTheVendorCallsIt) {
    Event event = sample_event();
    for (const auto& [received, sent] : {
             std::pair{"text/plain", "application/json"},
             std::pair{"", "application/json"},
             std::pair{"/json", "application/json"},
             std::pair{"Application/Hal+JSON;a=b", "Application/Hal+JSON;a=b"},
             std::pair{"text/json", "text/json"},
         }) {
        event.headers = {{"Content-Type", received}};
        const auto parsed = nlohmann::json::parse(cloud_event_json(event));
        EXPECT_EQ(parsed.at("datacontenttype"), sent);
    }
}

TEST(CloudEvent, LeavesOutWhatIsEmptyAndSaysWhatIsLate) {
    Event event = sample_event();
    event.envelope.occurred_at.reset();
    event.envelope.tenant.clear();
    event.envelope.order_key.clear();
    event.late = true;
    const auto parsed = nlohmann::json::parse(cloud_event_json(event));
    EXPECT_FALSE(parsed.contains("tenant"));
    EXPECT_FALSE(parsed.contains("subject"));
    EXPECT_FALSE(parsed.contains("partitionkey"));
    EXPECT_EQ(parsed.at("time"), parsed.at("recordedtime"));
    EXPECT_EQ(parsed.at("late"), true);
}

TEST(CloudEvent, HoldsNothingThatAnAttributeMayNot) {
    Event event = sample_event();
    event.envelope.type = "a\n\"b\" \xff";
    event.envelope.order_key = "order:caf\u00e9\r\nx-evil: 1";
    event.source = "a b/c";
    const auto parsed = nlohmann::json::parse(cloud_event_json(event));
    EXPECT_EQ(parsed.at("type"), "ordergroove.a \"b\" \uFFFD");
    EXPECT_EQ(parsed.at("source"), "urn:orderhook:a%20b%2Fc");

    Headers headers;
    add_cloud_event_headers(headers, event);
    EXPECT_EQ(*headers.find("ce-type"), "ordergroove.a%20%22b%22%20%EF%BF%BD");
    EXPECT_EQ(*headers.find("ce-subject"), "order:caf%C3%A9%20%20x-evil:%201");
    EXPECT_EQ(*headers.find("ce-source"), "urn:orderhook:a%2520b%252Fc");
}

TEST(CloudEvent, IsHeadersInBinaryMode) {
    Event event = sample_event();
    event.late = true;
    Headers headers;
    add_cloud_event_headers(headers, event);
    EXPECT_EQ(
        headers,
        (Headers{
            {"ce-specversion", "1.0"},
            {"ce-id", "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c"},
            {"ce-source", "urn:orderhook:eu"},
            {"ce-type", "ordergroove.order.success"},
            {"ce-time", "2021-06-01T10:00:00Z"},
            {"ce-recordedtime", "2021-06-01T10:00:01.500000Z"},
            {"ce-subject", "order:42"},
            {"ce-partitionkey", "order:42"},
            {"ce-tenant", "shop"},
            {"ce-late", "true"},
        })
    );
}

} // namespace
} // namespace orderhook::outgoing
