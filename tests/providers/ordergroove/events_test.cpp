#include "providers/fixtures.hpp"
#include "providers/ordergroove/ordergroove.hpp"

#include <orderhook/json.hpp>
#include <orderhook/ordergroove.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace ordergroove;

/// A struct, and how to find it in a payload.
struct TypedEvent {
    std::string_view type;
    bool (*is_in)(const Payload& payload);
    bool (*survives_encoding)(const Payload& payload);

    friend std::ostream& operator<<(std::ostream& out, const TypedEvent& event) {
        return out << event.type;
    }
};

template <class Event, class Family> TypedEvent typed_event() {
    return {
        Event::type,
        [](const Payload& payload) {
            return payload.get_if<Event>() != nullptr && payload.get_if<Family>() != nullptr;
        },
        [](const Payload& payload) {
            const auto again = json::decode<Event>(payload.to_json());
            return again && again->drift.empty() && again->value == *payload.get_if<Event>();
        }};
}

template <class Event> TypedEvent order_event() { return typed_event<Event, OrderEvent>(); }
template <class Event> TypedEvent item_event() { return typed_event<Event, ItemEvent>(); }

class OrdergrooveEvents : public testing::TestWithParam<TypedEvent> {};

TEST_P(OrdergrooveEvents, HaveEveryLeafOfTheirFixture) {
    const std::string body = fixture("ordergroove/" + std::string(GetParam().type) + ".json");
    const auto read = read_ordergroove(body);
    ASSERT_TRUE(read) << read.error().message;
    const Payload& payload = read->decoded.payload;
    ASSERT_TRUE(GetParam().is_in(payload));

    const auto typed = nlohmann::json::parse(payload.to_json());
    EXPECT_EQ(missing_leaves(nlohmann::json::parse(body), typed), std::vector<std::string>{});
    EXPECT_EQ(to_lines(read->decoded.drift), std::vector<std::string>{});
    EXPECT_TRUE(GetParam().survives_encoding(payload));
}

TEST_P(OrdergrooveEvents, SurviveTruncationAnywhere) {
    const std::string body = fixture("ordergroove/" + std::string(GetParam().type) + ".json");
    for (std::size_t size = 0; size + 1 < body.size(); ++size) {
        EXPECT_FALSE(read_ordergroove(body.substr(0, size))) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Orders,
    OrdergrooveEvents,
    testing::Values(
        order_event<OrderCreate>(),
        order_event<OrderChangeShippingAddress>(),
        order_event<OrderChangePayment>(),
        order_event<OrderChangeNextOrderDate>(),
        order_event<OrderSkipOrder>(),
        order_event<OrderSendNow>(),
        order_event<OrderCancel>(),
        order_event<OrderSuccess>(),
        order_event<OrderDelete>(),
        order_event<OrderGenericError>(),
        order_event<OrderReject>(),
        order_event<OrderReminder>(),
        order_event<OrderRetryablePlacementFailure>(),
        order_event<OrderRefreshOneClickToken>(),
        order_event<OrderAwaitingRetryInstructions>()
    )
);

INSTANTIATE_TEST_SUITE_P(
    Items,
    OrdergrooveEvents,
    testing::Values(
        item_event<ItemCreate>(),
        item_event<ItemChangeOrder>(),
        item_event<ItemChangeQuantity>(),
        item_event<ItemRemove>(),
        item_event<ItemSubscribe>(),
        item_event<ItemUpdatePrice>(),
        item_event<ItemSuccessfullyPlaced>(),
        item_event<ItemOutOfStock>()
    )
);

TEST(OrdergrooveEvents, GiveTypedValues) {
    const auto read = read_ordergroove(fixture("ordergroove/order.success.json"));
    ASSERT_TRUE(read);
    const auto* event = read->decoded.payload.get_if<OrderSuccess>();
    ASSERT_NE(event, nullptr);
    const Order& order = event->data.object;
    EXPECT_EQ(event->created.instant(), parse_rfc3339("2021-06-02T01:43:31Z"));
    EXPECT_EQ(order.total->minor_units(2), 2500);
    EXPECT_EQ(order.status, OrderStatus::success);
    EXPECT_EQ(order.place->date(), std::chrono::year{2021} / 6 / 1);
    EXPECT_EQ(order.cancelled, std::nullopt);
    EXPECT_EQ(order.extra_data->at("tags").text, R"(["vip","prepaid"])");
    EXPECT_EQ(event->find_context(), nullptr);
    EXPECT_EQ(read->decoded.payload.get_if<OrderCancel>(), nullptr);
    EXPECT_EQ(read->decoded.payload.get_if<ItemEvent>(), nullptr);
}

TEST(OrdergrooveEvents, OfOtherFamiliesHaveNoPayload) {
    for (const std::string_view name :
         {"subscription.create",
          "subscriber.create",
          "entitlement.entitlements_granted",
          "workflow.send_communication",
          "variants/unknown-type.order",
          "variants/unknown-type.family"}) {
        const auto read = read_ordergroove(fixture("ordergroove/" + std::string(name) + ".json"));
        ASSERT_TRUE(read) << name;
        EXPECT_FALSE(read->decoded.payload) << name;
        EXPECT_TRUE(read->decoded.drift.empty()) << name;
    }
}

} // namespace
} // namespace orderhook::test
