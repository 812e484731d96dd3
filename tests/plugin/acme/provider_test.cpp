#include "acme.hpp"
#include "provider.hpp"

#include <orderhook/handler.hpp>
#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

namespace acme {
namespace {

using namespace orderhook;

struct Postage final : HandlerOf<ParcelEvent> {
    using HandlerOf::HandlerOf;
    Outcome on(const ParcelEvent& event, const Event&, const Attempt&) override {
        if (!event.parcel.postage) return Reject{"unpaid"};
        return Reject{event.parcel.postage->to_text()};
    }
};

TEST(AcmeProvider, TypesBothEvents) {
    Postage handler("test");
    const auto deliver = [&](const char* body) {
        return testkit::deliver(handler, testkit::event_of(provider_type, body));
    };
    EXPECT_EQ(
        deliver(R"({"id":"1","kind":"parcel.sent","at":"2026-01-01T00:00:00Z",
                    "parcel":{"order":"o","postage":4.90}})"),
        "reject: 4.90"
    );
    EXPECT_EQ(
        deliver(R"({"id":"2","kind":"parcel.lost","at":"2026-01-01T00:00:00Z",
                    "parcel":{"order":"o"}})"),
        "reject: unpaid"
    );
}

TEST(AcmeProvider, MakesALaneOfItsOwnOfAnEventWithoutOrder) {
    const auto event = testkit::event_of(provider_type, R"({"id":"3","kind":"parcel.sent"})");
    EXPECT_EQ(event.envelope.order_key, "");
}

TEST(AcmeProvider, LeavesUnknownTypesUntyped) {
    const auto event = testkit::event_of(provider_type, R"({"id":"3","kind":"parcel.eaten"})");
    EXPECT_FALSE(event.payload);
    EXPECT_EQ(event.envelope.type, "parcel.eaten");
}

} // namespace
} // namespace acme
