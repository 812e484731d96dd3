#include "providers/fixtures.hpp"
#include "providers/ordergroove/ordergroove.hpp"

#include <orderhook/json.hpp>
#include <orderhook/ordergroove.hpp>

#include <gtest/gtest.h>

#include <set>

namespace orderhook::test {
namespace {

using namespace ordergroove;
using Lines = std::vector<std::string>;

/// Variants that decode, and the drift they have.
const std::map<std::string, Lines> typed_variants{
    {"item.create.components-legacy-string",
     {"data.object.components: array, string",
      "data.object.components: object, string",
      "data.object.components: object, string"}},
    {"item.create.components-null", {}},
    {"item.create.docs-example-quotes-fixed", {}},
    {"item.create.legacy-minimal-fields", {}},
    {"order.cancel.cancelled-int", {}},
    {"order.change_payment.extra-data-json-string", {"data.object.extra_data: object, string"}},
    {"order.change_payment.unknown-fields",
     {"api_version: known field, string",
      "data.object.currency_code: known field, string",
      "data.object.locked: known field, false",
      "data.object.brand_new: known field, object"}},
    {"order.skip_order.cancelled-datetime-string", {}},
    {"order.skip_order.extended-snapshot-top-level", {}},
    {"order.skip_order.snapshot-under-data", {}},
    {"order.success.docs-example", {}},
    {"order.success.merged", {}},
};

const std::set<std::string> untyped_variants{
    "subscriber.subscriptions_created.subscription-null",
    "unknown-type.family",
    "unknown-type.order"};

ReadBody read_variant(const std::string& name) {
    auto read = read_ordergroove(fixture("ordergroove/variants/" + name + ".json"));
    EXPECT_TRUE(read) << name << ": " << read.error().message;
    return read ? *std::move(read) : ReadBody{};
}

TEST(OrdergrooveVariants, AreAllKnownHere) {
    for (const std::string& name : fixtures_in("ordergroove/variants")) {
        EXPECT_TRUE(typed_variants.contains(name) || untyped_variants.contains(name)) << name;
    }
}

TEST(OrdergrooveVariants, DecodeWithTheDriftTheyHave) {
    for (const auto& [name, drift] : typed_variants) {
        const ReadBody read = read_variant(name);
        EXPECT_TRUE(read.decoded.payload) << name;
        EXPECT_EQ(to_lines(read.decoded.drift), drift) << name;
    }
    for (const std::string& name : untyped_variants) {
        EXPECT_FALSE(read_variant(name).decoded.payload) << name;
    }
}

TEST(OrdergrooveVariants, HaveEveryLeafTypedOrNamedInTheDrift) {
    for (const auto& [name, drift] : typed_variants) {
        const std::string body = fixture("ordergroove/variants/" + name + ".json");
        const auto typed = nlohmann::json::parse(read_variant(name).decoded.payload.to_json());
        for (const std::string& leaf : missing_leaves(nlohmann::json::parse(body), typed)) {
            const bool named = std::any_of(drift.begin(), drift.end(), [&](const auto& line) {
                return leaf.starts_with(line.substr(0, line.find(':')));
            });
            EXPECT_TRUE(named) << name << ": " << leaf;
        }
    }
}

TEST(OrdergrooveVariants, SurviveEncoding) {
    for (const auto& [name, drift] : typed_variants) {
        const Payload payload = read_variant(name).decoded.payload;
        if (const auto* order = payload.get_if<OrderEvent>()) {
            EXPECT_EQ(json::decode<OrderEvent>(payload.to_json())->value, *order) << name;
        } else {
            const auto* item = payload.get_if<ItemEvent>();
            ASSERT_NE(item, nullptr) << name;
            EXPECT_EQ(json::decode<ItemEvent>(payload.to_json())->value, *item) << name;
        }
    }
}

TEST(OrdergrooveVariants, AreConverted) {
    const auto order = [](const std::string& name) {
        return read_variant(name).decoded.payload.get_if<OrderEvent>()->data.object;
    };
    EXPECT_EQ(order("order.cancel.cancelled-int").cancelled, Timestamp::from_unix(1'622'596'410));
    EXPECT_EQ(
        order("order.skip_order.cancelled-datetime-string").cancelled->to_text(),
        "2021-06-02 00:13:31"
    );
    EXPECT_EQ(
        order("order.change_payment.extra-data-json-string").extra_data->at("some").text,
        R"("extra")"
    );

    const ReadBody item = read_variant("item.create.components-legacy-string");
    const auto& components = *item.decoded.payload.get_if<ItemCreate>()->data.object.components;
    ASSERT_EQ(components.size(), 2u);
    EXPECT_EQ(components[1].product, "product_2");
}

TEST(OrdergrooveVariants, SnapshotsAreFoundWhereverTheyStand) {
    for (const char* name :
         {"order.skip_order.extended-snapshot-top-level", "order.skip_order.snapshot-under-data"}) {
        const ReadBody read = read_variant(name);
        const RawJson* snapshot = read.decoded.payload.get_if<OrderSkipOrder>()->find_snapshot();
        ASSERT_NE(snapshot, nullptr) << name;
        EXPECT_TRUE(nlohmann::json::parse(snapshot->text).contains("orders")) << name;
    }
    const auto inside = read_ordergroove(
        R"({"type":"order.reject","context":null,"data":{"object":{"context":{"source":"x"}}}})"
    );
    EXPECT_EQ(
        inside->decoded.payload.get_if<OrderReject>()->find_context()->text,
        R"({"source":"x"})"
    );
}

TEST(OrdergrooveVariants, AnUnknownStatusIsKept) {
    std::string body = fixture("ordergroove/order.success.json");
    body.replace(body.find("\"status\": 5"), 11, "\"status\": 99");
    const auto read = read_ordergroove(body);
    const auto& status = read->decoded.payload.get_if<OrderSuccess>()->data.object.status;
    EXPECT_EQ(status.known(), std::nullopt);
    EXPECT_EQ(status.sent(), 99);
    EXPECT_EQ(to_lines(read->decoded.drift), Lines{"data.object.status: known value, 99"});
}

} // namespace
} // namespace orderhook::test
