#include "providers/fixtures.hpp"
#include "providers/ordergroove/ordergroove.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

Envelope envelope_of(std::string body) {
    const auto read = read_ordergroove(std::move(body));
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->envelope : Envelope{};
}

TEST(OrdergrooveEnvelope, IsReadFromAnOrder) {
    const Envelope envelope = envelope_of(fixture("ordergroove/order.success.json"));
    EXPECT_EQ(envelope.type, "order.success");
    EXPECT_EQ(envelope.dedupe_key, "ad954077c6831505b9655d5cfbd91e58");
    EXPECT_EQ(envelope.order_key, "order:6c938eceb54778e4c64be79d7992200a");
    EXPECT_EQ(envelope.tenant, "2df0c156f1e8a5b0ea3153e37da6274e");
    EXPECT_EQ(envelope.occurred_at, Time{std::chrono::seconds{1'622'598'211}});
}

TEST(OrdergrooveEnvelope, KeepsEveryFamilyByItsOwnKey) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"item.create", "order:148750d2fce50132a36ec11f52652718"},
        {"subscription.create", "subscription:43e7add779cb8846120596341c2015b4"},
        {"subscriber.create", "subscriber:m1234576"},
        {"entitlement.entitlements_granted", "entitlement:9621785248035"},
        {"variants/unknown-type.order", "order:148750d2fce50132a36ec11f52652718"},
        {"variants/unknown-type.family", "9e103fb56ba06b695e4e449a5e04e7ad"},
    };
    for (const auto& [name, order_key] : cases) {
        const std::string path = "ordergroove/" + std::string(name) + ".json";
        EXPECT_EQ(envelope_of(fixture(path)).order_key, order_key) << name;
    }
    EXPECT_TRUE(envelope_of(fixture("ordergroove/workflow.send_communication.json"))
                    .order_key.starts_with("workflow:"));
}

TEST(OrdergrooveEnvelope, FallsBackWhenFieldsAreMissingOrOdd) {
    const Envelope bare = envelope_of(R"({"type":"order.success"})");
    EXPECT_EQ(bare.dedupe_key, to_hex(sha256(R"({"type":"order.success"})")));
    EXPECT_EQ(bare.order_key, bare.dedupe_key);
    EXPECT_EQ(bare.tenant, "");
    EXPECT_EQ(bare.occurred_at, std::nullopt);

    const Envelope odd = envelope_of(
        R"({"type":"item.create","id":42,"created":"2021-06-01T23:13:31Z",
            "data":{"object":{"order":null,"public_id":7}}})"
    );
    EXPECT_EQ(odd.dedupe_key, "42");
    EXPECT_EQ(odd.order_key, "item:7");
    EXPECT_EQ(odd.occurred_at, parse_rfc3339("2021-06-01T23:13:31Z"));

    EXPECT_EQ(
        envelope_of(R"({"type":"order.x","created":"2021-06-01 23:13:31"})").occurred_at,
        std::nullopt
    ) << "a time without zone is no instant";
    EXPECT_EQ(envelope_of(R"({"type":"order.x","id":""})").dedupe_key.size(), 64u);
    EXPECT_EQ(envelope_of(R"({"type":"order.x","id":["a"]})").dedupe_key.size(), 64u);
}

TEST(OrdergrooveEnvelope, NeedsAType) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({})", "type: expected text, got nothing"},
        {R"({"type":null})", "type: expected text, got null"},
        {R"({"type":""})", "type: expected text, got empty text"},
        {R"({"type":7})", "type: expected text, got number"},
        {R"({"type":{"a":1}})", "type: expected text, got object"},
        {R"([])", "(root): expected JSON object, got array"},
        {R"({"type":"order)", "type: expected a JSON value, got end of input at byte 14"},
    };
    for (const auto& [body, message] : cases) {
        const auto read = read_ordergroove(std::string(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, Errc::malformed);
        EXPECT_EQ(read.error().message, message);
    }
}

} // namespace
} // namespace orderhook::test
