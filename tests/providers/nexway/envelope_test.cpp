#include "providers/fixtures.hpp"
#include "providers/nexway/nexway.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

Envelope envelope_of(std::string body) {
    const auto read = read_nexway(std::move(body));
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->envelope : Envelope{};
}

TEST(NexwayEnvelope, IsReadFromAnOrderNotification) {
    const std::string body = fixture("nexway/paymentFailed.json");
    const Envelope envelope = envelope_of(body);
    EXPECT_EQ(envelope.type, "order.paymentFailed");
    EXPECT_EQ(envelope.dedupe_key, to_hex(sha256(body)));
    EXPECT_EQ(envelope.order_key, "order:42WRNTVCTW0");
    EXPECT_EQ(envelope.tenant, "06874434-4d42-423e-87c0-3290862809cc") << "the merchant";
    EXPECT_EQ(envelope.occurred_at, parse_rfc3339("2025-02-07T08:10:32.118Z"));
}

TEST(NexwayEnvelope, DistinguishesTheTwoNotificationsOfOneCompletion) {
    const std::string plain = fixture("nexway/extra-completed-doc-example.json");
    nlohmann::json without = nlohmann::json::parse(plain);
    without["order"]["items"][0].erase("subscription");
    const Envelope with_subscription = envelope_of(plain);
    const Envelope without_subscription = envelope_of(without.dump());
    EXPECT_EQ(with_subscription.type, without_subscription.type);
    EXPECT_EQ(with_subscription.order_key, without_subscription.order_key);
    EXPECT_NE(with_subscription.dedupe_key, without_subscription.dedupe_key);
}

TEST(NexwayEnvelope, NamesTheTypeByItsSubject) {
    const Envelope subscription = envelope_of(
        R"({"subject":"subscription","type":"canceled","objectId":"c37570f9",
            "eventDate":"2025-02-07T07:00:20Z","subscription":{"id":"c37570f9"}})"
    );
    EXPECT_EQ(subscription.type, "subscription.canceled");
    EXPECT_EQ(subscription.order_key, "subscription:c37570f9");
    EXPECT_EQ(
        envelope_of(R"({"subject":"subscription","type":"discount plan updated"})").type,
        "subscription.discount plan updated"
    );
}

TEST(NexwayEnvelope, FallsBackWhenFieldsAreMissingOrOdd) {
    const std::string bare = R"({"subject":"order","type":"completed"})";
    EXPECT_EQ(envelope_of(bare).order_key, to_hex(sha256(bare)));
    EXPECT_EQ(envelope_of(bare).tenant, "");
    EXPECT_EQ(envelope_of(bare).occurred_at, std::nullopt);

    const auto with = [](const std::string& rest) {
        return envelope_of(R"({"subject":"order","type":"completed",)" + rest + "}");
    };
    EXPECT_EQ(with(R"("objectId":"A","order":{})").order_key, "order:A");
    EXPECT_EQ(with(R"("objectId":"A","order":{"id":"B"})").order_key, "order:B");
    EXPECT_EQ(with(R"("objectId":3187825903901094400)").order_key, "order:3187825903901094400");
    EXPECT_EQ(with(R"("order":{"id":["A"]})").order_key.size(), 64u);
    EXPECT_EQ(with(R"("eventDate":"2025-02-07 07:00:20")").occurred_at, std::nullopt);
    EXPECT_EQ(
        with(R"("eventDate":"1735819210381")").occurred_at,
        parse_rfc3339("2025-01-02T12:00:10.381Z")
    );
}

TEST(NexwayEnvelope, TakesTheBestNameOfTheMerchant) {
    const auto tenant_of = [](const std::string& order) {
        return envelope_of(R"({"subject":"order","type":"created","order":)" + order + "}").tenant;
    };
    const std::string store = R"("store":{"id":"store"})";
    EXPECT_EQ(
        tenant_of(R"({"customer":{"id":"merchant","customerAccount":"realm"},)" + store + "}"),
        "merchant"
    );
    EXPECT_EQ(tenant_of(R"({"customer":{"customerAccount":"realm"},)" + store + "}"), "realm");
    EXPECT_EQ(tenant_of("{" + store + "}"), "store");
    EXPECT_EQ(tenant_of(R"({"store":{"Id":"old"}})"), "old");
    EXPECT_EQ(tenant_of(R"({"user":{"id":"shopper"}})"), "");
}

TEST(NexwayEnvelope, NeedsSubjectAndType) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({})", "subject: expected text, got nothing"},
        {R"({"text":"role created"})", "subject: expected text, got nothing"},
        {R"({"type":"completed"})", "subject: expected text, got nothing"},
        {R"({"subject":7,"type":"completed"})", "subject: expected text, got number"},
        {R"({"subject":"order"})", "type: expected text, got nothing"},
        {R"({"subject":"order","type":null})", "type: expected text, got null"},
        {R"({"subject":"order","type":""})", "type: expected text, got empty text"},
        {R"([])", "(root): expected JSON object, got array"},
    };
    for (const auto& [body, message] : cases) {
        const auto read = read_nexway(std::string(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, Errc::malformed);
        EXPECT_EQ(read.error().message, message);
    }
}

} // namespace
} // namespace orderhook::test
