#include "providers/firespring/firespring.hpp"
#include "providers/fixtures.hpp"

#include <orderhook/firespring.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace orderhook::test {
namespace {

using namespace firespring;

/// Variants that decode, and the drift they have.
const std::map<std::string, std::vector<std::string>> typed_firespring_variants{
    {"order.created.absent-references", {}},
    {"order.created.multi-item", {}},
    {"order.created.numeric-envelope-id", {}},
    {"order.created.pay-later", {}},
    {"order.created.references-as-ids", {}},
    {"order.created.test-mode", {}},
    {"order.created.unknown-fields",
     {"website_id: known field, 4",
      "payload.notes: known field, object",
      "payload.shipments: known field, object"}},
    {"order.created.version-v3", {R"(version: known value, "v3")"}},
};

ReadOrder read_firespring_variant(const std::string& name) {
    auto read = read_firespring(fixture("firespring/variants/" + name + ".json"));
    EXPECT_TRUE(read) << name << ": " << read.error().message;
    return read ? *std::move(read) : ReadOrder{};
}

OrderCreated order_of_variant(const std::string& name) {
    const ReadOrder read = read_firespring_variant(name);
    const auto* event = read.decoded.payload.get_if<OrderCreated>();
    EXPECT_NE(event, nullptr) << name;
    return event ? *event : OrderCreated{};
}

TEST(FirespringVariants, AreAllKnownHere) {
    for (const std::string& name : fixtures_in("firespring/variants")) {
        EXPECT_TRUE(typed_firespring_variants.contains(name) || name == "unknown-type.order")
            << name;
    }
}

TEST(FirespringVariants, DecodeWithTheDriftTheyHave) {
    for (const auto& [name, drift] : typed_firespring_variants) {
        const ReadOrder read = read_firespring_variant(name);
        EXPECT_NE(read.decoded.payload.get_if<OrderCreated>(), nullptr) << name;
        EXPECT_EQ(to_lines(read.decoded.drift), drift) << name;
    }
}

TEST(FirespringVariants, HaveEveryLeafTypedOrNamedInTheDrift) {
    for (const auto& [name, drift] : typed_firespring_variants) {
        const std::string body = fixture("firespring/variants/" + name + ".json");
        const auto typed =
            nlohmann::json::parse(read_firespring_variant(name).decoded.payload.to_json());
        for (const std::string& leaf : missing_leaves(nlohmann::json::parse(body), typed)) {
            const bool named = std::any_of(drift.begin(), drift.end(), [&](const auto& line) {
                return leaf.starts_with(line.substr(0, line.find(':')));
            });
            EXPECT_TRUE(named) << name << ": " << leaf;
        }
    }
}

TEST(FirespringVariants, SurviveEncoding) {
    for (const auto& [name, drift] : typed_firespring_variants) {
        EXPECT_TRUE(survives_encoding(read_firespring_variant(name).decoded.payload)) << name;
    }
}

TEST(FirespringVariants, UnknownTypesHaveNoPayload) {
    const ReadOrder read = read_firespring_variant("unknown-type.order");
    EXPECT_FALSE(read.decoded.payload);
    EXPECT_TRUE(read.decoded.drift.empty());
}

TEST(FirespringVariants, AreReadAsMeant) {
    EXPECT_TRUE(order_of_variant("order.created.test-mode").is_test());
    EXPECT_EQ(order_of_variant("order.created.numeric-envelope-id").id.text, "107");
    EXPECT_EQ(order_of_variant("order.created.version-v3").version.sent(), "v3");

    const Order pay_later = order_of_variant("order.created.pay-later").payload;
    EXPECT_EQ(pay_later.is_pay_later, true);
    EXPECT_EQ(pay_later.amount_paid, 0);
    EXPECT_TRUE(pay_later.payment_transactions->data.empty());
    EXPECT_EQ(pay_later.promo_code, std::nullopt);

    const Order by_id = order_of_variant("order.created.references-as-ids").payload;
    EXPECT_EQ(id_of(by_id.message), 52);
    EXPECT_EQ(id_of(by_id.portal), 1147329);
    EXPECT_EQ(id_of(by_id.user), 11);

    const Order none = order_of_variant("order.created.absent-references").payload;
    EXPECT_EQ(id_of(none.portal), std::nullopt);
    EXPECT_EQ(id_of(none.items->data[0].portal), std::nullopt);
    EXPECT_TRUE(none.items->data[0].attributes->fields->empty());
}

TEST(FirespringVariants, FormFieldsOfEveryKindGiveTheirTexts) {
    const Order order = order_of_variant("order.created.multi-item").payload;
    ASSERT_EQ(order.items->data.size(), 2u);
    const auto& fields = *order.items->data[1].attributes->fields;
    const auto value = [&](const char* field, const char* name) {
        return *fields.at(field).find_value(name);
    };
    EXPECT_EQ(value("f10119137", "last"), "Doe");
    EXPECT_EQ(value("f10119138", "submitted_value"), "XYZ Corporation");
    EXPECT_EQ(value("f10119650", "postal_code"), "68516");
    EXPECT_EQ(value("f10119692", "submitted_value"), "john.doe@xyzcorp.com");
    EXPECT_EQ(value("f10119693", "number"), "1112223333");
    EXPECT_EQ(order.items->data[1].tax_percentage, Decimal::from_text("7.25"));
}

} // namespace
} // namespace orderhook::test
