#include "providers/contract.hpp"
#include "providers/firespring/firespring.hpp"
#include "providers/fixtures.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

Envelope firespring_envelope(std::string body) {
    const auto read = read_firespring(std::move(body));
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->envelope : Envelope{};
}

Envelope firespring_fixture(const std::string& name) {
    return firespring_envelope(fixture("firespring/" + name + ".json"));
}

TEST(FirespringEnvelope, IsReadFromAnOrder) {
    const Envelope envelope = firespring_fixture("order.created");
    EXPECT_EQ(envelope.type, "order.created");
    EXPECT_EQ(envelope.dedupe_key, "102");
    EXPECT_EQ(envelope.order_key, "order:4534");
    EXPECT_EQ(envelope.tenant, "");
    EXPECT_EQ(envelope.occurred_at, parse_rfc3339("2018-06-03T14:23:32Z")) << "not the order's";
}

TEST(FirespringEnvelope, TakesTheTenantFromTheConfiguration) {
    ContractEntry entry{.vendor = "firespring", .secret = {}, .other_secret = {}};
    entry.further_keys["tenant"] = {std::string("website-4")};
    const auto provider = make_provider(entry, {"0123456789abcdefABCDEF"});
    ASSERT_TRUE(provider);
    RawRequest request;
    request.body = fixture("firespring/variants/order.created.unknown-fields.json");
    EXPECT_EQ((*provider)->identify(request).value().tenant, "website-4");
}

TEST(FirespringEnvelope, OfVariantsIsReadToo) {
    const Envelope numeric = firespring_fixture("variants/order.created.numeric-envelope-id");
    EXPECT_EQ(numeric.dedupe_key, "107");
    const Envelope elsewhere = firespring_fixture("variants/order.created.multi-item");
    EXPECT_EQ(elsewhere.occurred_at, parse_rfc3339("2018-06-05T15:20:30Z"));
    EXPECT_EQ(elsewhere.order_key, "order:4540");
    const Envelope unknown = firespring_fixture("variants/unknown-type.order");
    EXPECT_EQ(unknown.type, "order.updated");
    EXPECT_EQ(unknown.order_key, "order:4534");
}

TEST(FirespringEnvelope, GivesANumberTheKeyOfItsDigitsAndLeavesTextsAlone) {
    const auto key = [](const std::string& id) {
        return firespring_envelope(R"({"event_type":"order.created","id":)" + id + "}").dedupe_key;
    };
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"102", "102"},
        {R"("102")", "102"},
        {R"("0102")", "0102"},
        {R"(" 102")", " 102"},
        {R"("102.0")", "102.0"},
        {"102.0", "102"},
        {"1.02e2", "102"},
        {"102.5", "102.5"},
        {"3187825903901094400", "3187825903901094400"},
        {"31878259039010944003", "31878259039010944003"},
        {R"("9f2c")", "9f2c"},
    };
    for (const auto& [id, dedupe_key] : cases)
        EXPECT_EQ(key(std::string(id)), dedupe_key) << id;
    for (const char* id : {"null", R"("")", "true", "[102]", R"({"id":102})"})
        EXPECT_EQ(key(id).size(), 64u) << id << " is no id, so the body's hash stands in";
}

TEST(FirespringEnvelope, KeepsEventsOfOneOrderTogether) {
    const auto key = [](const std::string& payload) {
        return firespring_envelope(
                   R"({"event_type":"message.created","id":"7","payload":)" + payload + "}"
        )
            .order_key;
    };
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({"object":"order","id":"4534"})", "order:4534"},
        {R"({"object":"order","id":4534})", "order:4534"},
        {R"({"object":"message","id":52,"order":4534})", "order:4534"},
        {R"({"object":"message","id":52,"order":0})", "message:52"},
        {R"({"object":"message","id":52,"order":{"id":1}})", "message:52"},
        {R"({"id":52})", "message:52"},
        {R"({"object":7,"id":52})", "7:52"},
        {R"({"object":"message"})", "7"},
        {R"([])", "7"},
        {R"(null)", "7"},
    };
    for (const auto& [payload, order_key] : cases)
        EXPECT_EQ(key(std::string(payload)), order_key) << payload;
}

TEST(FirespringEnvelope, TakesAnyOffsetAndNoTimeWithoutOne) {
    const auto time = [](const std::string& text) {
        return firespring_envelope(R"({"event_type":"a","date_created":)" + text + "}").occurred_at;
    };
    const auto instant = parse_rfc3339("2018-06-03T14:23:32Z");
    EXPECT_EQ(time(R"("2018-06-03T14:23:32Z")"), instant);
    EXPECT_EQ(time(R"("2018-06-03T09:23:32-05:00")"), instant);
    EXPECT_EQ(time(R"("2018-06-03 14:23:32")"), std::nullopt);
    EXPECT_EQ(time("null"), std::nullopt);
    EXPECT_EQ(time("{}"), std::nullopt);
}

TEST(FirespringEnvelope, NeedsAType) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({})", "event_type: expected text, got nothing"},
        {R"({"type":"order.created"})", "event_type: expected text, got nothing"},
        {R"({"event_type":null})", "event_type: expected text, got null"},
        {R"({"event_type":""})", "event_type: expected text, got empty text"},
        {R"({"event_type":7})", "event_type: expected text, got number"},
        {R"([{"event_type":"order.created"}])", "(root): expected JSON object, got array"},
    };
    for (const auto& [body, message] : cases) {
        const auto read = read_firespring(std::string(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, Errc::malformed);
        EXPECT_EQ(read.error().message, message);
    }
}

} // namespace
} // namespace orderhook::test
