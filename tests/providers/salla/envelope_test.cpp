#include "providers/fixtures.hpp"
#include "providers/salla/salla.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

Envelope envelope_of(std::string body) {
    const auto read = read_salla(std::move(body));
    EXPECT_TRUE(read) << read.error().message;
    return read ? read->envelope : Envelope{};
}

std::optional<Time> time_of(const std::string& created_at) {
    return envelope_of(R"({"event":"order.x","created_at":)" + created_at + "}").occurred_at;
}

TEST(SallaEnvelope, IsReadFromAnOrder) {
    const std::string body = fixture("salla/order.created.json");
    const Envelope envelope = envelope_of(body);
    EXPECT_EQ(envelope.type, "order.created");
    EXPECT_EQ(envelope.dedupe_key, to_hex(sha256(body)));
    EXPECT_EQ(envelope.order_key, "order:2116149737");
    EXPECT_EQ(envelope.tenant, "1305146709");
    EXPECT_EQ(envelope.occurred_at, parse_rfc3339("2025-06-01T12:21:48+03:00"));
}

TEST(SallaEnvelope, KeepsEveryEventOfAnOrderTogether) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"order.status.updated", "order:629263027"},
        {"extra-order.status.updated-doc-shape", "order:629263027"},
        {"order.shipment.creating", "order:1427738113"},
        {"order.shipment.return.created", "order:1427738113"},
        {"order.shipment.cancelled", "order:1427738113"},
        {"extra-shipment.created", "order:560695738"},
    };
    for (const auto& [name, order_key] : cases) {
        const std::string path = "salla/" + std::string(name) + ".json";
        EXPECT_EQ(envelope_of(fixture(path)).order_key, order_key) << name;
    }
}

TEST(SallaEnvelope, KeepsOtherThingsByTheirOwnId) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({"event":"product.updated","data":{"id":7}})", "product:7"},
        {R"({"event":"customer.login","data":{"id":"7"}})", "customer:7"},
        {R"({"event":"shipment.updated","data":{"id":7}})", "shipment:7"},
        {R"({"event":"order.updated","data":{"id":3187825903901094400}})",
         "order:3187825903901094400"},
        {R"({"event":"invoice.updated","data":{"id":7,"order_id":"8"}})", "order:8"},
    };
    for (const auto& [body, order_key] : cases) {
        EXPECT_EQ(envelope_of(std::string(body)).order_key, order_key) << body;
    }
}

TEST(SallaEnvelope, NeverTakesAChangesIdForTheOrders) {
    for (const std::string_view data : {R"({"id":42})", R"({"id":42,"order":{}})", R"([])", "7"}) {
        const std::string body =
            R"({"event":"order.status.updated","data":)" + std::string(data) + "}";
        EXPECT_EQ(envelope_of(body).order_key, to_hex(sha256(body))) << body;
    }
}

TEST(SallaEnvelope, TakesTheTenantInBothForms) {
    EXPECT_EQ(envelope_of(fixture("salla/order.customer.updated.json")).tenant, "1305146709");
    EXPECT_EQ(envelope_of(fixture("salla/order.payment.updated.json")).tenant, "1581966835")
        << "not data.store.id";
    EXPECT_EQ(envelope_of(R"({"event":"x","merchant":null})").tenant, "");
    EXPECT_EQ(envelope_of(R"({"event":"x","merchant":[1]})").tenant, "");
}

TEST(SallaEnvelope, ReadsEveryFormOfTime) {
    const auto noon = parse_rfc3339("2022-06-26T09:21:48Z");
    EXPECT_EQ(time_of(R"("Sun Jun 26 2022 12:21:48 GMT+0300")"), noon);
    EXPECT_EQ(time_of(R"("2022-06-26 12:21:48")"), noon) << "Riyadh's clock";
    EXPECT_EQ(time_of(R"("2022-06-26T12:21:48")"), noon);
    EXPECT_EQ(time_of(R"("2022-06-26T09:21:48Z")"), noon);
    EXPECT_EQ(time_of(R"("2022-06-26T12:21:48+03:00")"), noon);
    EXPECT_EQ(time_of("1656235308"), noon);
    for (const char* none : {"null", R"("")", R"("2022-06-26")", R"("soon")", "{}", "true"}) {
        EXPECT_EQ(time_of(none), std::nullopt) << none;
    }
}

TEST(SallaEnvelope, TellsEventsApartByTheirBytes) {
    EXPECT_NE(
        envelope_of(fixture("salla/order.status.updated.json")).dedupe_key,
        envelope_of(fixture("salla/extra-order.status.updated-doc-shape.json")).dedupe_key
    );
    EXPECT_NE(
        envelope_of(R"({"event":"x"})").dedupe_key,
        envelope_of(R"({"event":"x"} )").dedupe_key
    );
}

TEST(SallaEnvelope, NeedsAnEvent) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {R"({})", "event: expected text, got nothing"},
        {R"({"event":null})", "event: expected text, got null"},
        {R"({"event":""})", "event: expected text, got empty text"},
        {R"({"event":7})", "event: expected text, got number"},
        {R"({"event":{"type":"order.created"}})", "event: expected text, got object"},
        {R"({"payload":{"id":1},"settings":{},"merchant":{"id":2}})",
         "event: expected text, got nothing"},
        {R"([])", "(root): expected JSON object, got array"},
        {R"({"event":"order)", "event: expected a JSON value, got end of input at byte 15"},
    };
    for (const auto& [body, message] : cases) {
        const auto read = read_salla(std::string(body));
        ASSERT_FALSE(read) << body;
        EXPECT_EQ(read.error().code, Errc::malformed);
        EXPECT_EQ(read.error().message, message);
    }
}

} // namespace
} // namespace orderhook::test
