#include "providers/firespring/firespring.hpp"
#include "providers/fixtures.hpp"

#include <orderhook/firespring.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace firespring;

/// A struct, and how to find it in a payload.
struct FirespringType {
    std::string_view type;
    bool (*is_in)(const Payload& payload);

    friend std::ostream& operator<<(std::ostream& out, const FirespringType& event) {
        return out << event.type;
    }
};

template <class Event> FirespringType firespring_type() {
    return {Event::type, [](const Payload& payload) {
                return payload.get_if<Event>() != nullptr
                       && payload.get_if<OrderEvent>() != nullptr;
            }};
}

class FirespringEvents : public testing::TestWithParam<FirespringType> {};

TEST_P(FirespringEvents, HaveEveryLeafOfTheirFixture) {
    const std::string body = fixture("firespring/" + std::string(GetParam().type) + ".json");
    const auto read = read_firespring(body);
    ASSERT_TRUE(read) << read.error().message;
    const Payload& payload = read->decoded.payload;
    ASSERT_TRUE(GetParam().is_in(payload));

    const auto typed = nlohmann::json::parse(payload.to_json());
    EXPECT_EQ(missing_leaves(nlohmann::json::parse(body), typed), std::vector<std::string>{});
    EXPECT_EQ(to_lines(read->decoded.drift), std::vector<std::string>{});
    EXPECT_TRUE(survives_encoding(payload));
}

INSTANTIATE_TEST_SUITE_P(
    Orders,
    FirespringEvents,
    testing::Values(firespring_type<OrderCreated>())
);

OrderCreated decode_order(const std::string& order) {
    const auto read = read_firespring(
        R"({"id":"1","object":"webhook_event","date_created":"2018-06-03T14:23:32Z",)"
        R"("event_type":"order.created","version":"v2","payload":)"
        + order + "}"
    );
    EXPECT_TRUE(read) << read.error().message;
    return *read->decoded.payload.get_if<OrderCreated>();
}

TEST(FirespringOrder, GivesTypedValues) {
    const auto read = read_firespring(fixture("firespring/order.created.json"));
    ASSERT_TRUE(read);
    const auto* event = read->decoded.payload.get_if<OrderCreated>();
    ASSERT_NE(event, nullptr);
    EXPECT_EQ(event->id.text, "102");
    EXPECT_EQ(event->version, Version::v2);
    EXPECT_EQ(event->date_created.instant(), parse_rfc3339("2018-06-03T14:23:32Z"));
    EXPECT_FALSE(event->is_test());

    const Order& order = event->payload;
    EXPECT_EQ(order.id, 4534);
    EXPECT_EQ(order.amount_paid, 15960);
    EXPECT_EQ(order.currency, "usd");
    EXPECT_EQ(order.pricing->subtotal, 19950);
    EXPECT_EQ(order.pricing->total, 15960);
    ASSERT_EQ(order.items->data.size(), 1u);
    const OrderItem& item = order.items->data[0];
    EXPECT_EQ(item.weight, Decimal::from_text("1.1"));
    EXPECT_EQ(item.pricing->unit, 1995);
    const FormField& color = item.attributes->fields->at("f10119560");
    EXPECT_EQ(*color.find_value("submitted_value"), "Black");
    EXPECT_EQ(color.find_value("city"), nullptr);
    EXPECT_EQ(order.payment_transactions->data[0].amount, 15960);
    EXPECT_EQ(find_object(order.promo_code)->promo_code->promo_code, "save20");
    EXPECT_EQ(find_object(order.message)->file, 0);
}

TEST(FirespringOrder, ReferencesGiveTheirIdInEveryForm) {
    const OrderCreated whole = decode_order(
        R"({"id":1,"portal":{"object":"portal","id":7,"title":"XYZ"},"user":{"username":"x"}})"
    );
    EXPECT_EQ(id_of(whole.payload.portal), 7);
    EXPECT_EQ(find_object(whole.payload.portal)->title, "XYZ");
    EXPECT_EQ(id_of(whole.payload.user), std::nullopt);
    EXPECT_EQ(find_object(whole.payload.user)->username, "x");

    const OrderCreated by_id =
        decode_order(R"({"id":1,"portal":7,"user":0,"message":null,"promo_code":[]})");
    EXPECT_EQ(id_of(by_id.payload.portal), 7);
    EXPECT_EQ(find_object(by_id.payload.portal), nullptr);
    EXPECT_EQ(id_of(by_id.payload.user), std::nullopt);
    EXPECT_EQ(by_id.payload.user, Reference<User>(std::int64_t{0})) << "as it was sent";
    EXPECT_EQ(id_of(by_id.payload.message), std::nullopt);
    EXPECT_EQ(find_object(by_id.payload.message), nullptr);
    EXPECT_EQ(id_of(by_id.payload.promo_code), std::nullopt);
}

TEST(FirespringOrder, IsATestWhenAnyPaymentIs) {
    const auto is_test = [](const std::string& payments) {
        return decode_order(R"({"id":1,"payment_transactions":)" + payments + "}").is_test();
    };
    EXPECT_TRUE(is_test(R"({"object":"list","data":[{"test_mode":false},{"test_mode":true}]})"));
    EXPECT_TRUE(is_test(R"({"object":"list","data":[{"test_mode":1}]})"));
    EXPECT_FALSE(is_test(R"({"object":"list","data":[{"test_mode":false},{}]})"));
    EXPECT_FALSE(is_test(R"({"object":"list","data":[]})"));
    EXPECT_FALSE(is_test("null"));
}

TEST(FirespringOrder, KeepsNumbersExactly) {
    const OrderCreated event = decode_order(R"({"id":3187825903901094400,
        "amount_paid":9223372036854775807, "shipping_tax_percentage":12345678901234567.89,
        "items":{"object":"list","data":[{"weight":12.10,"tax_percentage":240.340}]}})");
    EXPECT_EQ(event.payload.id, 3187825903901094400);
    EXPECT_EQ(event.payload.amount_paid, 9223372036854775807);
    EXPECT_EQ(event.payload.shipping_tax_percentage->to_text(), "12345678901234567.89");
    EXPECT_EQ(event.payload.items->data[0].weight->to_text(), "12.10");
    EXPECT_EQ(event.payload.items->data[0].tax_percentage->to_text(), "240.340");
}

TEST(FirespringOrder, NeverCutsAnAmountThatIsNoWholeNumber) {
    const auto read = read_firespring(
        R"({"id":"1","object":"webhook_event","date_created":"2018-06-03T14:23:32Z",
            "event_type":"order.created","version":"v2",
            "payload":{"id":1,"amount_paid":12.10,"pricing":{"total":99999999999999999999}}})"
    );
    ASSERT_TRUE(read);
    const Order& order = read->decoded.payload.get_if<OrderCreated>()->payload;
    EXPECT_EQ(order.amount_paid, std::nullopt);
    EXPECT_EQ(order.pricing->total, std::nullopt);
    const std::vector<std::string> drift{
        "payload.amount_paid: integer, 12.10",
        "payload.pricing.total: integer, 99999999999999999999"};
    EXPECT_EQ(to_lines(read->decoded.drift), drift);
}

} // namespace
} // namespace orderhook::test
