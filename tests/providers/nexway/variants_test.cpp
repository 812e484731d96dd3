#include "providers/fixtures.hpp"
#include "providers/nexway/nexway.hpp"

#include <orderhook/json.hpp>
#include <orderhook/nexway.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace nexway;
using Lines = std::vector<std::string>;

/// A completed order with these members.
std::string completed(const std::string& order) {
    return R"({"subject":"order","type":"completed","objectId":"A",
               "eventDate":"2025-02-07T07:00:20Z","order":)"
           + order + "}";
}

/// An order of one line with these members besides those that every order has.
std::string order_with(const std::string& members, const std::string& line_members) {
    return R"({"id":"A","status":"COMPLETED","currency":"EUR",)" + members
           + R"("items":[{"id":"L",)" + line_members
           + R"("product":{"name":"N","uniqueReference":"R"}}]})";
}

struct TypedOrder {
    Order order;
    Lines drift;
};

/// The order is read twice, the second time from what was written of it.
TypedOrder read_order(const std::string& order) {
    const auto read = read_nexway(completed(order));
    EXPECT_TRUE(read) << read.error().message;
    const auto* event = read ? read->decoded.payload.get_if<OrderCompleted>() : nullptr;
    EXPECT_NE(event, nullptr) << order;
    if (event == nullptr) return {};
    const auto again = json::decode<OrderEvent>(read->decoded.payload.to_json());
    EXPECT_EQ(again->value, static_cast<const OrderEvent&>(*event)) << order;
    return {event->order, to_lines(read->decoded.drift)};
}

TEST(NexwayVariants, AreAllKnownHere) {
    Lines extra;
    for (const std::string& name : fixtures_in("nexway")) {
        if (name.starts_with("extra-")) extra.push_back(name);
    }
    const Lines known{
        "extra-completed-doc-example",
        "extra-orderConfirmation-legacy-2017",
        "extra-skeepers-purchase-event"};
    EXPECT_EQ(extra, known);
}

TEST(NexwayVariants, TheOldConfirmationHasNoStructButTheShape) {
    std::string body = fixture("nexway/extra-orderConfirmation-legacy-2017.json");
    const auto read = read_nexway(body);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->envelope.type, "order.orderConfirmation");
    EXPECT_EQ(read->envelope.occurred_at, parse_rfc3339("2017-08-17T11:25:33.606Z"));
    EXPECT_FALSE(read->decoded.payload);

    const auto typed = json::decode<OrderEvent>(body);
    ASSERT_TRUE(typed);
    EXPECT_EQ(to_lines(typed->drift), Lines{});
    EXPECT_EQ(typed->value.order.total_price_inc_vat->to_text(), "357");
    EXPECT_EQ(typed->value.order.source, std::nullopt);
    std::string encoded;
    json::encode(typed->value, encoded);
    EXPECT_EQ(missing_leaves(nlohmann::json::parse(body), nlohmann::json::parse(encoded)), Lines{});
    EXPECT_EQ(json::decode<OrderEvent>(encoded)->value, typed->value);
}

TEST(NexwayVariants, ABodyWithoutEnvelopeIsRefused) {
    const auto read = read_nexway(fixture("nexway/extra-skeepers-purchase-event.json"));
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error(), (Error{Errc::malformed, "subject: expected text, got nothing"}));
}

TEST(NexwayVariants, OtherSpellingsAreReadWithoutDrift) {
    const auto [order, drift] = read_order(order_with(
        R"("store":{"Id":"S"},"consentFlags":{"newstellerOption":true},)",
        R"("DiscountPlan":{"tag":"T","discountStep":2},
           "subscription":{"id":"U","modelId":"M","storeId":"S","endUserId":"E",
                           "lifecycle":{},"products":[]},)"
    ));
    EXPECT_EQ(drift, Lines{});
    EXPECT_EQ(order.store->id, "S");
    EXPECT_EQ(order.consent_flags->newsletter_optin, true);
    EXPECT_EQ(order.items.at(0).discount_plan, (DiscountPlan{"T", 2, std::nullopt}));
    EXPECT_EQ(order.items.at(0).subscription->end_user_id, "E");
    EXPECT_EQ(*order.items.at(0).find_subscription_id(), "U");
}

TEST(NexwayVariants, MoneyKeepsEveryDigit) {
    for (const std::string text :
         {"12.10", "240.340", "357", "0.0", "12345678901234567.89", "3187825903901094400"}) {
        const auto [order, drift] = read_order(order_with(
            R"("totalPriceIncVAT":)" + text + ",",
            R"("unitPriceExclVAT":)" + text + R"(,"pricing":{"vatAmount":)" + text + "},"
        ));
        EXPECT_EQ(drift, Lines{});
        EXPECT_EQ(order.total_price_inc_vat->to_text(), text);
        EXPECT_EQ(order.items.at(0).unit_price_excl_vat->to_text(), text);
        EXPECT_EQ(order.items.at(0).pricing->vat_amount->to_text(), text);
    }
}

TEST(NexwayVariants, LargeIdsKeepEveryDigit) {
    const auto [order, drift] =
        read_order(order_with(R"("cartId":3187825903901094400,"user":{"email":""},)", ""));
    EXPECT_EQ(order.cart_id, "3187825903901094400");
    EXPECT_EQ(drift, Lines{"order.cartId: string, 3187825903901094400"});
}

TEST(NexwayVariants, NewWordsOfOpenListsAreKept) {
    const auto [order, drift] = read_order(
        R"({"id":"A","status":"ON_HOLD","source":"GIFT","currency":"EUR","items":[],
            "payment":{"status":"WAITING","method":"barter"}})"
    );
    EXPECT_EQ(order.status.sent(), "ON_HOLD");
    EXPECT_EQ(order.status.known(), std::nullopt);
    EXPECT_EQ(order.source->sent(), "GIFT");
    EXPECT_EQ(order.payment->status->sent(), "WAITING");
    EXPECT_EQ(
        drift,
        (Lines{
            "order.status: known value, \"ON_HOLD\"",
            "order.source: known value, \"GIFT\"",
            "order.payment.status: known value, \"WAITING\""})
    );
}

TEST(NexwayVariants, ContextsMayHoldAnything) {
    for (const char* context : {"", "not base64!", "e30=", "bm8ganNvbg=="}) {
        const std::string quoted = "\"" + std::string(context) + "\"";
        const auto [order, drift] = read_order(order_with(
            R"("externalContext":)" + quoted + R"(,"decodedExternalContext":{"n":[1.50,null]},)",
            R"("externalContext":)" + quoted + ","
        ));
        EXPECT_EQ(drift, Lines{});
        EXPECT_EQ(order.external_context, context);
        EXPECT_EQ(order.decoded_external_context->at("n").text, "[1.50,null]");
        EXPECT_EQ(order.items.at(0).external_context, context);
    }
}

TEST(NexwayVariants, NothingBelowTheEnvelopeMakesAnEventFail) {
    const std::pair<std::string_view, Lines> cases[] = {
        {"null", {"order: object, null"}},
        {"7", {"order: object, 7"}},
        {"[]",
         {"order.id: string, nothing",
          "order.status: string, nothing",
          "order.currency: string, nothing",
          "order.items: array, nothing"}},
        {R"({"id":"A","status":"COMPLETED","currency":"EUR","items":{}})", {}},
        {R"({"id":"A","status":"COMPLETED","currency":"EUR","items":[null,7,{"id":"L",
             "product":null,"quantity":"2"}],"user":"guest","payment":[],"salesFlag":"a,b"})",
         {"order.salesFlag: array, string",
          "order.items[0]: object, null",
          "order.items[1]: object, 7",
          "order.items[2].product: object, null",
          "order.items[2].quantity: 32-bit integer, \"2\"",
          "order.user: object, string"}},
    };
    for (const auto& [order, drift] : cases) {
        EXPECT_EQ(read_order(std::string(order)).drift, drift) << order;
    }
    const auto bare = read_nexway(R"({"subject":"order","type":"completed"})");
    ASSERT_TRUE(bare && bare->decoded.payload);
    EXPECT_EQ(
        to_lines(bare->decoded.drift),
        (Lines{"objectId: string, nothing", "eventDate: time, nothing", "order: object, nothing"})
    );
}

} // namespace
} // namespace orderhook::test
