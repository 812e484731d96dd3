// The way of one event through the real binary: post, store, decode, deliver.
#include "e2e/shop.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace orderhook {
namespace {

using test::fixture;
using test::order_event;
using test::Service;
using test::Shop;

std::string status_of(const Reply& reply) {
    return nlohmann::json::parse(reply.body).value("status", "none");
}

TEST(Delivery, HandsEveryTypeToTheHandlerWithItsTypedPayload) {
    const Shop shop;
    const Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto types = test::order_and_item_types();
    for (const auto& type : types) {
        const auto body = fixture("ordergroove/" + type + ".json");
        const auto signature = shop.sign(body);
        EXPECT_EQ(status_of(shop.post(service, body, signature)), "accepted") << type;
        EXPECT_EQ(status_of(shop.post(service, body, signature)), "duplicate") << type;
        auto flipped = body;
        flipped[flipped.size() / 2] = static_cast<char>(flipped[flipped.size() / 2] ^ 1);
        EXPECT_EQ(shop.post(service, flipped, signature).status, 401) << type;
    }
    const auto lines = shop.delivered(service, types.size());
    ASSERT_EQ(lines.size(), types.size());
    for (const auto& type : types) {
        const auto line = std::ranges::find(lines, type, [](const auto& each) {
            return each.at("type").template get<std::string>();
        });
        ASSERT_NE(line, lines.end()) << type;
        const auto sent = nlohmann::json::parse(fixture("ordergroove/" + type + ".json"));
        EXPECT_EQ(line->at("payload").at("type"), type);
        EXPECT_EQ(
            line->at("payload").at("data").at("object").at("public_id"),
            sent["data"]["object"]["public_id"]
        );
        EXPECT_EQ(line->at("drift").size(), 0u) << line->at("drift");
        EXPECT_EQ(line->at("attempt"), 1);
    }
}

TEST(Delivery, NamesTheFirstEventOfATypeThatNoRouteLeadsAnywhere) {
    const Shop shop;
    shop.reconfigure("events = \"*\"", "events = \"ordergroove.ordr.*\"");
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto first = nlohmann::json::parse(shop.post(service, order_event("e1", "o1")).body);
    EXPECT_EQ(status_of(shop.post(service, order_event("e2", "o2"))), "accepted");
    const auto metrics = test::get(service.admin_url("/metrics")).body;
    EXPECT_NE(metrics.find("orderhook_unrouted_total{source=\"shop\"} 2\n"), std::string::npos);
    const auto output = service.stop().output;
    const std::string said = "no route leads the event to a handler source=shop type=order.success"
                             " event=";
    const auto at = output.find(said + first.at("id").get<std::string>());
    EXPECT_NE(at, std::string::npos) << output;
    EXPECT_EQ(output.rfind(said), at) << "one an hour of each type: " << output;
}

TEST(Delivery, HandsUnknownTypesOnWithTheirRawJson) {
    const Shop shop;
    const Service service(shop.config());
    const auto body = fixture("ordergroove/variants/unknown-type.family.json");
    EXPECT_EQ(status_of(shop.post(service, body)), "accepted");
    const auto lines = shop.delivered(service, 1);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_TRUE(lines[0].at("payload").is_null());
    EXPECT_EQ(lines[0].at("body"), nlohmann::json::parse(body));
}

TEST(Delivery, KeepsAConflictOnceAndDeliversTheFirstAlone) {
    const Shop shop;
    const Service service(shop.config());
    const auto first = shop.post(service, order_event("e1", "o1", 1));
    const auto second = shop.post(service, order_event("e1", "o1", 2));
    EXPECT_EQ(status_of(second), "conflict");
    EXPECT_EQ(
        nlohmann::json::parse(second.body).at("first"),
        nlohmann::json::parse(first.body).at("id")
    );
    EXPECT_EQ(status_of(shop.post(service, order_event("e1", "o1", 2))), "duplicate");
    EXPECT_EQ(shop.delivered(service, 1).size(), 1u);
}

TEST(Delivery, KeepsTheOrderOfAnOrdersEvents) {
    const Shop shop;
    const Service service(shop.config());
    constexpr int events = 50;
    for (int i = 0; i < events; ++i)
        (void)shop.post(service, order_event("e" + std::to_string(i), "o" + std::to_string(i % 3)));
    const auto lines = shop.delivered(service, events);
    ASSERT_EQ(lines.size(), std::size_t{events});
    for (int order = 0; order < 3; ++order) {
        int last = -1;
        for (const auto& line : lines) {
            if (line.at("order_key") != "order:o" + std::to_string(order)) continue;
            const int number = std::stoi(line.at("dedupe_key").get<std::string>().substr(1));
            EXPECT_GT(number, last);
            last = number;
        }
    }
}

TEST(Delivery, QuarantinesHalfAMillionBracketsAndStartsAgainWithThem) {
    const Shop shop;
    const std::string brackets(500'000, '[');
    {
        Service service(shop.config());
        EXPECT_EQ(status_of(shop.post(service, brackets)), "quarantined");
        EXPECT_EQ(status_of(shop.post(service, order_event("e1", "o1"))), "accepted");
        service.kill();
    }
    Service again(shop.config());
    ASSERT_TRUE(again.ready()) << again.output();
    EXPECT_EQ(status_of(shop.post(again, brackets)), "duplicate");
    // Once, or twice when the first service was killed before it had noted the first delivery.
    EXPECT_GE(shop.delivered(again, 1).size(), 1u);
    EXPECT_EQ(again.stop().exit_code, 0);
}

TEST(Delivery, AnswersWhatItDoesNotServe) {
    const Shop shop;
    const Service service(shop.config());
    EXPECT_EQ(test::get(service.url("/hooks/shop")).status, 200);
    EXPECT_EQ(test::get(service.url("/hooks/other")).status, 404);
    EXPECT_EQ(test::get(service.admin_url("/healthz")).status, 200);
    EXPECT_EQ(test::get(service.admin_url("/readyz")).status, 200);
    EXPECT_EQ(test::get(service.admin_url("/hooks/shop")).status, 404);
}

} // namespace
} // namespace orderhook
