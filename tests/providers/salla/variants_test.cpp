#include "providers/fixtures.hpp"
#include "providers/salla/salla.hpp"

#include <orderhook/salla.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using namespace salla;
using Lines = std::vector<std::string>;

SallaBody read_order(const std::string& data) {
    auto read = read_salla(R"({"event":"order.updated","merchant":1,"data":)" + data + "}");
    EXPECT_TRUE(read) << read.error().message;
    return *std::move(read);
}

const Order& order_in(const SallaBody& body) {
    return body.decoded.payload.get_if<OrderUpdated>()->data;
}

TEST(SallaVariants, OfTheDocumentsDecodeWithoutDrift) {
    for (const std::string name :
         {"extra-order.created-doc-shape", "extra-order.status.updated-doc-shape"}) {
        const std::string body = fixture("salla/" + name + ".json");
        const auto read = read_salla(body);
        ASSERT_TRUE(read) << name;
        EXPECT_EQ(to_lines(read->decoded.drift), Lines{}) << name;
        const std::string json = read->decoded.payload.to_json();
        EXPECT_EQ(missing_leaves(nlohmann::json::parse(body), nlohmann::json::parse(json)), Lines{})
            << name;
        EXPECT_EQ(read_salla(json)->decoded.payload.to_json(), json) << name;
    }
}

TEST(SallaVariants, OfOtherTypesHaveNoPayload) {
    const auto shipment = read_salla(fixture("salla/extra-shipment.created.json"));
    ASSERT_TRUE(shipment);
    EXPECT_EQ(shipment->envelope.type, "shipment.created");
    EXPECT_FALSE(shipment->decoded.payload);
    EXPECT_TRUE(shipment->decoded.drift.empty());
    // Its data names an event of ours, and is none.
    const auto message =
        read_salla(R"({"event":"communication.sms.send","data":{"type":"order.status.updated"}})");
    ASSERT_TRUE(message);
    EXPECT_EQ(message->envelope.type, "communication.sms.send");
    EXPECT_FALSE(message->decoded.payload);
}

TEST(SallaVariants, NumbersAndTextsAreTwins) {
    const SallaBody numbers = read_order(R"({
        "customer":{"mobile":501234567},
        "shipping":{"app_id":2032004508,"shipment_reference":846984645},
        "amounts":{"tax":{"percent":15.00},
                   "discounts":[{"discount":5.00,"discounted_shipping":0}]},
        "exchange_rate":{"rate":12.11},
        "pickup_branch":{"cod_cost":15,"location":{"lat":24.7135517,"lng":46.6752957}},
        "items":[{"sku":54534534,"weight":0.25}]})");
    const SallaBody texts = read_order(R"({
        "customer":{"mobile":"501234567"},
        "shipping":{"app_id":"2032004508","shipment_reference":"846984645"},
        "amounts":{"tax":{"percent":"15.00"},
                   "discounts":[{"discount":"5.00","discounted_shipping":"0.00"}]},
        "exchange_rate":{"rate":"12.11"},
        "pickup_branch":{"cod_cost":"15","location":{"lat":"24.7135517","lng":"46.6752957"}},
        "items":[{"sku":"54534534","weight":"0.25"}]})");
    EXPECT_EQ(order_in(numbers), order_in(texts));
    EXPECT_EQ(to_lines(numbers.decoded.drift), Lines{});
    EXPECT_EQ(to_lines(texts.decoded.drift), Lines{});
    EXPECT_EQ(order_in(numbers).items->at(0).sku, "54534534");
}

TEST(SallaVariants, PhpsEmptyArraysAndObjectsAreTwins) {
    const SallaBody arrays = read_order(R"({"urls":[],"status":[],"customer":[],
        "shipping":{"policy_options":[],"shipment":{"label":[]}},
        "shipments":[{"meta":[],"label":[],"packages":[]}],"shipment_branch":[],
        "items":[{"options":[{"value":[]}]}],"tags":[]})");
    const SallaBody objects = read_order(R"({"urls":{},"status":{},"customer":{},
        "shipping":{"policy_options":{},"shipment":{"label":{}}},
        "shipments":[{"meta":{},"label":{},"packages":{}}],"shipment_branch":{},
        "items":[{"options":[{"value":[]}]}],"tags":{}})");
    EXPECT_EQ(order_in(arrays), order_in(objects));
    EXPECT_EQ(to_lines(arrays.decoded.drift), Lines{});
    EXPECT_EQ(to_lines(objects.decoded.drift), Lines{});
}

TEST(SallaVariants, NearlyEmptyBodiesDecode) {
    for (const std::string data : {"{}", "[]", R"({"id":1,"customer":null,"items":null})"}) {
        EXPECT_EQ(to_lines(read_order(data).decoded.drift), Lines{}) << data;
    }
    const auto bare = read_salla(R"({"event":"order.deleted"})");
    ASSERT_TRUE(bare);
    EXPECT_EQ(
        to_lines(bare->decoded.drift),
        (Lines{"merchant: number or text, nothing", "data: object, nothing"})
    );
    // Live deliveries of the status have been this short.
    const auto status = read_salla(R"({"event":"order.status.updated","merchant":1,
        "data":{"id":1,"order":{"id":2,"status":{"name":"x","slug":"closed"}}}})");
    EXPECT_EQ(to_lines(status->decoded.drift), Lines{});
    EXPECT_EQ(
        status->decoded.payload.get_if<OrderStatusUpdated>()->data.order->status->slug,
        "closed"
    );
}

TEST(SallaVariants, ConvertWithDriftWhatNobodyDocuments) {
    const SallaBody read = read_order(R"({"id":"2116149737","is_pending_payment":"1",
        "date":"2025-06-01 12:00:00","items":[{"weight":"٠٫٢٥","quantity":"٢"}],
        "shipment_branch":{"id":7},"store":{"id":1,"name":"Demo"},"brand_new":{"a":1}})");
    const Order& order = order_in(read);
    EXPECT_EQ(order.id, 2116149737);
    EXPECT_EQ(order.is_pending_payment, true);
    EXPECT_EQ(order.date->date->to_text(), "2025-06-01 12:00:00");
    EXPECT_EQ(order.items->at(0).weight, Decimal::from_text("0.25"));
    EXPECT_EQ(order.items->at(0).quantity, 2);
    EXPECT_EQ(order.shipment_branch->at(0).id, 7);
    EXPECT_EQ(std::get<std::string>(*order.store->name), "Demo");
    EXPECT_EQ(
        to_lines(read.decoded.drift),
        (Lines{
            R"(data.brand_new: known field, object)",
            R"(data.id: integer, "2116149737")",
            R"(data.date: object, string)",
            R"(data.is_pending_payment: boolean, "1")",
            R"(data.shipment_branch: array, object)",
            R"(data.items[0].quantity: integer, string)",
            R"(data.items[0].weight: decimal, string)",
        })
    );
}

TEST(SallaVariants, NeverNarrow) {
    const SallaBody read = read_order(R"({"id":99999999999999999999,"reference_id":1.5,
        "amounts":{"total":{"amount":"about 5","currency":"SAR"}}})");
    EXPECT_EQ(order_in(read).id, std::nullopt);
    EXPECT_EQ(order_in(read).reference_id, std::nullopt);
    EXPECT_EQ(order_in(read).amounts->total->amount, std::nullopt);
    EXPECT_EQ(read.decoded.drift.size(), 3u);
}

} // namespace
} // namespace orderhook::test
