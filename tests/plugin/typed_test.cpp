// Each way of saying which events a handler wants.
#include <orderhook/firespring.hpp>
#include <orderhook/handler.hpp>
#include <orderhook/nexway.hpp>
#include <orderhook/ordergroove.hpp>
#include <orderhook/salla.hpp>
#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

namespace {

using namespace orderhook;

/// One type.
struct OneType final : HandlerOf<firespring::OrderCreated> {
    using HandlerOf::HandlerOf;
    Outcome on(const firespring::OrderCreated&, const Event&, const Attempt&) override {
        return Done{};
    }
};

/// Several types, of several vendors.
struct SeveralTypes final : HandlerOf<nexway::OrderCompleted, salla::OrderCreated> {
    using HandlerOf::HandlerOf;
    Outcome on(const nexway::OrderCompleted& completed, const Event&, const Attempt&) override {
        return Reject{"nexway " + completed.object_id};
    }
    Outcome on(const salla::OrderCreated& created, const Event&, const Attempt&) override {
        return Reject{"salla " + created.event};
    }
};

/// A whole vendor by what its types have in common.
struct WholeVendor final : HandlerOf<ordergroove::OrderEvent, ordergroove::ItemEvent> {
    using HandlerOf::HandlerOf;
    Outcome on(const ordergroove::OrderEvent& event, const Event&, const Attempt&) override {
        return Reject{event.type};
    }
    Outcome on(const ordergroove::ItemEvent& event, const Event&, const Attempt&) override {
        return Reject{event.type};
    }
};

/// All events, typed or not.
struct Everything final : Handler {
    explicit Everything(std::string called) : name_(std::move(called)) {}
    std::string_view name() const noexcept override { return name_; }
    bool accepts(const Event&) const override { return true; }
    Outcome handle(const Event& event, const Attempt&) override {
        return Reject{event.provider + '.' + event.envelope.type};
    }

private:
    std::string name_;
};

std::string sent(Handler& handler, std::string_view vendor, std::string_view type) {
    return testkit::deliver(handler, testkit::sample_event(vendor, type));
}

TEST(TypedHandler, GetsTheOneTypeItNames) {
    OneType handler("test");
    EXPECT_EQ(sent(handler, "firespring", "order.created"), "done");
    EXPECT_EQ(sent(handler, "salla", "order.created"), "ignored");
}

TEST(TypedHandler, GetsEachOfSeveralTypes) {
    SeveralTypes handler("test");
    EXPECT_TRUE(sent(handler, "nexway", "order.completed").starts_with("reject: nexway "));
    EXPECT_EQ(sent(handler, "salla", "order.created"), "reject: salla order.created");
    EXPECT_EQ(sent(handler, "salla", "order.updated"), "ignored");
}

TEST(TypedHandler, GetsAWholeVendorByItsFamilies) {
    WholeVendor handler("test");
    EXPECT_EQ(sent(handler, "ordergroove", "order.cancel"), "reject: order.cancel");
    EXPECT_EQ(sent(handler, "ordergroove", "item.remove"), "reject: item.remove");
    EXPECT_EQ(sent(handler, "nexway", "order.created"), "ignored");
}

TEST(TypedHandler, GetsEverythingAsAPlainHandler) {
    Everything handler("test");
    const auto unknown = testkit::event_of("ordergroove", R"({"type":"moon.landed"})");
    EXPECT_EQ(testkit::deliver(handler, unknown), "reject: ordergroove.moon.landed");
}

} // namespace
