#include "providers/fixtures.hpp"
#include "providers/nexway/nexway.hpp"

#include <orderhook/json.hpp>
#include <orderhook/nexway.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace nexway;
using Lines = std::vector<std::string>;

/// A struct, a body of its type, and how to find it in a payload.
struct TypedBody {
    std::string_view type;
    std::string file;
    bool (*is_in)(const Payload& payload);

    friend std::ostream& operator<<(std::ostream& out, const TypedBody& body) {
        return out << body.file;
    }
};

/// `order.completed` is in `completed.json`, unless another file is named.
template <class Event> TypedBody typed_body(std::string file = {}) {
    if (file.empty()) file = Event::type.substr(std::string_view("order.").size());
    return {Event::type, file, [](const Payload& payload) {
                return payload.get_if<Event>() != nullptr
                       && payload.get_if<OrderEvent>() != nullptr;
            }};
}

class NexwayEvents : public testing::TestWithParam<TypedBody> {};

TEST_P(NexwayEvents, HaveEveryLeafOfTheirFixture) {
    const std::string body = fixture("nexway/" + GetParam().file + ".json");
    const auto read = read_nexway(body);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->envelope.type, GetParam().type);
    const Payload& payload = read->decoded.payload;
    ASSERT_TRUE(GetParam().is_in(payload));

    const auto typed = nlohmann::json::parse(payload.to_json());
    EXPECT_EQ(missing_leaves(nlohmann::json::parse(body), typed), Lines{});
    EXPECT_EQ(to_lines(read->decoded.drift), Lines{});

    const auto again = json::decode<OrderEvent>(payload.to_json());
    ASSERT_TRUE(again);
    EXPECT_EQ(to_lines(again->drift), Lines{});
    EXPECT_EQ(again->value, *payload.get_if<OrderEvent>());
}

INSTANTIATE_TEST_SUITE_P(
    Orders,
    NexwayEvents,
    testing::Values(
        typed_body<OrderCreated>(),
        typed_body<OrderPaymentFailed>(),
        typed_body<OrderPaymentRefused>(),
        typed_body<OrderCompleted>(),
        typed_body<OrderCompleted>("completed-with-subscription"),
        typed_body<OrderCompleted>("extra-completed-doc-example"),
        typed_body<OrderPartiallyCompleted>(),
        typed_body<OrderFulfillmentFailed>(),
        typed_body<OrderCanceled>(),
        typed_body<OrderCanceled>("canceled-with-subscription"),
        typed_body<OrderAborted>(),
        typed_body<OrderRenewCompleted>(),
        typed_body<OrderPrebillingStarted>(),
        typed_body<OrderPrebillingStarted>("prebillingStarted-offer")
    )
);

OrderEvent event_of(const std::string& name) {
    const auto read = read_nexway(fixture("nexway/" + name + ".json"));
    const auto* event = read ? read->decoded.payload.get_if<OrderEvent>() : nullptr;
    EXPECT_NE(event, nullptr) << name;
    return event != nullptr ? *event : OrderEvent{};
}

TEST(NexwayEvents, GiveTypedValues) {
    const OrderEvent event = event_of("created");
    EXPECT_EQ(event.subject, "order");
    EXPECT_EQ(event.type, "created");
    EXPECT_EQ(event.object_id, event.order.id);
    EXPECT_EQ(event.event_date.instant(), parse_rfc3339("2025-02-07T07:00:01Z"));
    const Order& order = event.order;
    EXPECT_EQ(order.status, OrderStatus::CREATED);
    EXPECT_EQ(order.source, OrderSource::PURCHASE);
    EXPECT_EQ(order.currency, "EUR");
    EXPECT_EQ(order.total_price_inc_vat->minor_units(2), 9990);
    EXPECT_EQ(order.decoded_external_context->at("campaign").text, R"("été-2025")");
    EXPECT_EQ(order.customer->customer_account, "acme-realm");
    EXPECT_EQ(order.user->country, "FRA");
    const LineItem& item = order.items.at(0);
    EXPECT_EQ(item.quantity, 2);
    EXPECT_EQ(item.vat_rate->to_text(), "0.2");
    EXPECT_EQ(item.pricing->all_discounts_applied->at(0).discount_amount->to_text(), "5.55");
    EXPECT_EQ(item.find_subscription_id(), nullptr);
}

TEST(NexwayEvents, HaveTheirSubscriptionWhenItWasAskedFor) {
    const OrderEvent canceled = event_of("canceled-with-subscription");
    const LineItem& item = canceled.order.items.at(0);
    ASSERT_TRUE(item.subscription);
    EXPECT_EQ(item.subscription->lifecycle.status, SubscriptionStatus::Canceled);
    EXPECT_EQ(item.subscription->create_date->instant(), parse_rfc3339("2025-01-02T12:00:10.381Z"))
        << "milliseconds since 1970 in a text";
    EXPECT_EQ(canceled.order.refund->total_amount_refunded, Decimal(60));
    EXPECT_EQ(*item.find_subscription_id(), item.subscription->id);

    const LineItem plain = event_of("completed").order.items.at(0);
    EXPECT_FALSE(plain.subscription);
    EXPECT_EQ(*plain.find_subscription_id(), "c37570f9-ebc3-4817-8da6-a77339224739");
}

TEST(NexwayEvents, HaveNothingWhereNullIs) {
    const Order order = event_of("fulfillmentFailed").order;
    EXPECT_EQ(order.refund, std::nullopt);
    EXPECT_EQ(order.offer_sub_source, std::nullopt);
    EXPECT_EQ(order.decoded_external_context, std::nullopt);
    EXPECT_EQ(order.items.at(0).activation_code, std::nullopt);
    EXPECT_EQ(order.items.at(0).sub_items, std::nullopt);
    EXPECT_EQ(order.items.at(0).find_subscription_id(), nullptr);
}

TEST(NexwayEvents, OfOtherTypesHaveNoPayload) {
    for (const char* body :
         {R"({"subject":"subscription","type":"completed","order":{}})",
          R"({"subject":"endUser","type":"completed"})",
          R"({"subject":"order","type":"partialRefundCompleted","order":{}})",
          R"({"subject":"Order","type":"completed"})"}) {
        const auto read = read_nexway(body);
        ASSERT_TRUE(read) << body;
        EXPECT_FALSE(read->decoded.payload) << body;
        EXPECT_TRUE(read->decoded.drift.empty()) << body;
    }
}

} // namespace
} // namespace orderhook::test
