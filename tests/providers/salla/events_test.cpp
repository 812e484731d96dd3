#include "providers/fixtures.hpp"
#include "providers/salla/salla.hpp"

#include <orderhook/salla.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace salla;

/// A struct, and how to find it in a payload.
struct SallaEvent {
    std::string_view type;
    bool (*is_in)(const Payload& payload);
    bool (*are_equal)(const Payload& left, const Payload& right);

    friend std::ostream& operator<<(std::ostream& out, const SallaEvent& event) {
        return out << event.type;
    }
};

template <class Event, class Family> SallaEvent salla_event() {
    return {
        Event::type,
        [](const Payload& payload) {
            return payload.get_if<Event>() != nullptr && payload.get_if<Family>() != nullptr;
        },
        [](const Payload& left, const Payload& right) {
            return *left.get_if<Event>() == *right.get_if<Event>();
        }};
}

template <class Event> SallaEvent order_event() { return salla_event<Event, OrderEvent>(); }
template <class Event> SallaEvent shipment_event() { return salla_event<Event, ShipmentEvent>(); }

class SallaEvents : public testing::TestWithParam<SallaEvent> {};

TEST_P(SallaEvents, HaveEveryLeafOfTheirFixture) {
    const std::string body = fixture("salla/" + std::string(GetParam().type) + ".json");
    const auto read = read_salla(body);
    ASSERT_TRUE(read) << read.error().message;
    ASSERT_TRUE(GetParam().is_in(read->decoded.payload));
    const std::string json = read->decoded.payload.to_json();
    EXPECT_EQ(
        missing_leaves(nlohmann::json::parse(body), nlohmann::json::parse(json)),
        std::vector<std::string>{}
    );
    EXPECT_EQ(to_lines(read->decoded.drift), std::vector<std::string>{});

    const auto again = read_salla(json);
    ASSERT_TRUE(again && GetParam().is_in(again->decoded.payload));
    EXPECT_TRUE(GetParam().are_equal(read->decoded.payload, again->decoded.payload));
    EXPECT_EQ(to_lines(again->decoded.drift), std::vector<std::string>{});
}

TEST_P(SallaEvents, SurviveTruncationAnywhere) {
    const std::string body = fixture("salla/" + std::string(GetParam().type) + ".json");
    const std::size_t step = std::max<std::size_t>(1, body.size() / 500);
    for (std::size_t size = 0; size + 1 < body.size(); size += step) {
        EXPECT_FALSE(read_salla(body.substr(0, size))) << size;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Orders,
    SallaEvents,
    testing::Values(
        order_event<OrderCreated>(),
        order_event<OrderUpdated>(),
        order_event<OrderCancelled>(),
        order_event<OrderRefunded>(),
        order_event<OrderDeleted>(),
        order_event<OrderProductsUpdated>(),
        order_event<OrderPaymentUpdated>(),
        order_event<OrderCouponUpdated>(),
        order_event<OrderTotalPriceUpdated>(),
        order_event<OrderShippingAddressUpdated>(),
        order_event<OrderCustomerUpdated>()
    )
);

INSTANTIATE_TEST_SUITE_P(
    StatusAndShipments,
    SallaEvents,
    testing::Values(
        salla_event<OrderStatusUpdated, StatusEvent>(),
        shipment_event<OrderShipmentCreating>(),
        shipment_event<OrderShipmentCreated>(),
        shipment_event<OrderShipmentReturnCreating>(),
        shipment_event<OrderShipmentReturnCreated>(),
        salla_event<OrderShipmentCancelled, ShipmentCancelledEvent>(),
        salla_event<OrderShipmentReturnCancelled, ShipmentCancelledEvent>()
    )
);

/// The fixture's payload, which lives until the test ends.
template <class Event> const Event& typed(std::string_view name) {
    static std::vector<Payload> kept;
    const auto read = read_salla(fixture("salla/" + std::string(name) + ".json"));
    EXPECT_TRUE(read) << name;
    kept.push_back(read->decoded.payload);
    const auto* event = kept.back().get_if<Event>();
    if (event == nullptr) throw std::runtime_error(std::string(name) + " is another event");
    return *event;
}

TEST(SallaPayload, GivesTypedValues) {
    const auto& event = typed<OrderCreated>("order.created");
    EXPECT_EQ(event.created_at->instant(), parse_rfc3339("2025-06-01T09:21:48Z"));
    EXPECT_EQ(event.merchant, "1305146709");
    EXPECT_EQ(event.data.id, 2116149737);
    EXPECT_EQ(event.data.amounts->total->amount, Decimal::from_text("225.40"));
    EXPECT_EQ(event.data.amounts->total->currency, "SAR");
    EXPECT_EQ(event.data.amounts->tax->percent->to_text(), "15.00");
    EXPECT_EQ(event.data.status->slug, "under_review");
    EXPECT_EQ(event.data.total_weight, "٠٫٢٥ كجم");
    EXPECT_EQ(event.data.customer->mobile, "501234567");
    EXPECT_EQ(event.data.source_details->user_agent->substr(0, 7), "Mozilla");
    EXPECT_FALSE(event.data.shipping->address->geo_coordinates->known());
    EXPECT_TRUE(event.data.shipping->pickup_address->geo_coordinates->known());
}

TEST(SallaPayload, KeepsMoneyAndIdsExactly) {
    const auto& change = typed<OrderStatusUpdated>("order.status.updated").data;
    EXPECT_EQ(change.id, 3187825903901094400);
    EXPECT_EQ(change.order->id, 629263027);
    EXPECT_EQ(change.order->total->amount->minor_units(2), 15400);

    const auto& order = typed<OrderTotalPriceUpdated>("order.total.price.updated").data;
    EXPECT_EQ(order.items->at(0).amounts->total->amount->to_text(), "7.125");
    EXPECT_EQ(order.exchange_rate->rate->to_text(), "12.11");

    for (const char* amount : {"12.10", "240.340", "12345678901234567.89", "0.1", "1e2"}) {
        const auto read = read_salla(
            R"({"event":"order.refunded","merchant":1,"data":{"amounts":{"total":{"amount":)"
            + std::string(amount) + "}}}}"
        );
        ASSERT_TRUE(read);
        const auto& total = read->decoded.payload.get_if<OrderRefunded>()->data.amounts->total;
        EXPECT_EQ(total->amount->to_text(), amount == std::string("1e2") ? "100" : amount);
        EXPECT_TRUE(read->decoded.drift.empty());
    }
}

TEST(SallaPayload, ReadsDatesInTheirZone) {
    const auto& order = typed<OrderUpdated>("order.updated").data;
    EXPECT_EQ(order.updated_at->date->to_text(), "2025-06-01 12:25:10.000412");
    EXPECT_EQ(order.updated_at->timezone, "Asia/Riyadh");
    EXPECT_EQ(order.updated_at->instant(), parse_rfc3339("2025-06-01T09:25:10.000412Z"));
    EXPECT_EQ(order.customer->birthday, std::nullopt);

    const auto instant = [](std::optional<std::string> zone, std::string_view text) {
        return Date{Timestamp::from_text(text), std::nullopt, std::move(zone)}.instant();
    };
    EXPECT_EQ(instant("+05:30", "2025-06-01 05:30:00"), parse_rfc3339("2025-06-01T00:00:00Z"));
    EXPECT_EQ(instant("UTC", "2025-06-01 00:00:00"), parse_rfc3339("2025-06-01T00:00:00Z"));
    EXPECT_EQ(instant({}, "2025-06-01T00:00:00Z"), parse_rfc3339("2025-06-01T00:00:00Z"));
    EXPECT_EQ(instant({}, "2025-06-01 00:00:00"), std::nullopt);
    EXPECT_EQ(instant("Asia/Dubai", "2025-06-01 00:00:00"), std::nullopt);
    EXPECT_EQ(Date{}.instant(), std::nullopt);
}

TEST(SallaPayload, PrefersTheNewPlacesOfDeprecatedFields) {
    const auto& creating = typed<OrderShipmentCreating>("order.shipment.creating").data;
    ASSERT_NE(creating.find_rating_link(), nullptr);
    EXPECT_EQ(creating.find_rating_link(), &*creating.rating_link);
    EXPECT_EQ(creating.find_checkout_link(), &*creating.checkout_url);

    Order order;
    EXPECT_EQ(order.find_rating_link(), nullptr);
    EXPECT_EQ(order.find_digital_content(), nullptr);
    order.rating_link = "old";
    order.checkout_url = "";
    EXPECT_EQ(*order.find_rating_link(), "old");
    EXPECT_EQ(order.find_checkout_link(), nullptr);
    order.urls.emplace();
    order.urls->rating = "";
    EXPECT_EQ(*order.find_rating_link(), "old");
    order.urls->rating = "new";
    order.urls->checkout = "new";
    order.urls->digital_content = "codes";
    EXPECT_EQ(*order.find_rating_link(), "new");
    EXPECT_EQ(*order.find_checkout_link(), "new");
    EXPECT_EQ(*order.find_digital_content(), "codes");
}

TEST(SallaPayload, FindsThePickupBranchInBothPlaces) {
    const auto& inside = typed<OrderCancelled>("order.cancelled");
    EXPECT_EQ(inside.find_pickup_branch(), &*inside.data.pickup_branch);
    EXPECT_EQ(inside.find_pickup_branch()->cod_cost, Decimal(15));
    const auto& beside = typed<OrderCreated>("extra-order.created-doc-shape");
    EXPECT_EQ(beside.find_pickup_branch(), &*beside.pickup_branch);
    EXPECT_EQ(typed<OrderUpdated>("order.updated").find_pickup_branch(), nullptr);
}

TEST(SallaPayload, ReadsEveryFormOfAnOption) {
    const auto& items = *typed<OrderProductsUpdated>("order.products.updated").data.items;
    std::map<std::string, std::size_t> choices;
    for (const Item& item : items) {
        if (!item.options) continue;
        for (const Option& option : *item.options) {
            choices[*option.type] = option.choices().size();
        }
    }
    const std::map<std::string, std::size_t> expected{{"checkbox", 1}, {"radio", 1}, {"text", 0}};
    EXPECT_EQ(choices, expected);
}

TEST(SallaPayload, TellsNoneFromSomeInShipping) {
    const auto none = *typed<OrderCreated>("order.created").data.shipping->shipment;
    EXPECT_EQ(none.find_id(), nullptr);
    EXPECT_EQ(none.find_tracking_link(), nullptr);
    EXPECT_EQ(none.label, Label{});
    const auto& made = typed<OrderShipmentCreated>("order.shipment.created").data;
    EXPECT_EQ(*made.shipping->shipment->find_id(), "290123456789");
    EXPECT_EQ(made.shipping->policy_options->at("send_status_sms").text, "true");
    EXPECT_EQ(made.shipments->at(0).type, ShipmentType::shipment);
    const auto& returned = typed<OrderShipmentReturnCreated>("order.shipment.return.created").data;
    EXPECT_EQ(returned.shipments->at(0).type, ShipmentType::return_);
    EXPECT_EQ(returned.shipments->at(0).meta, ShipmentMeta{});
}

} // namespace
} // namespace orderhook::test
