#include <orderhook/ordergroove.hpp>
#include <orderhook/salla.hpp>
#include <orderhook/testkit.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

constexpr const char* placed_order = R"({"id":"evt-1","type":"order.success","created":1622589211,)"
                                     R"("data":{"object":{"public_id":"o-1","total":"12.10"}}})";

/// Says which payload it got.
class NamingHandler final
    : public HandlerOf<ordergroove::OrderSuccess, ordergroove::OrderEvent, salla::OrderEvent> {
public:
    using HandlerOf::HandlerOf;

    static Result<std::unique_ptr<Handler>> create(std::string name, Settings& section) {
        const auto word = section.require<std::string>("word");
        if (!word) return failure(word);
        auto handler = std::make_unique<NamingHandler>(std::move(name));
        handler->word_ = *word;
        return handler;
    }

    Outcome on(const ordergroove::OrderSuccess&, const Event&, const Attempt&) override {
        return Done{};
    }
    Outcome
    on(const ordergroove::OrderEvent& event, const Event&, const Attempt& attempt) override {
        return Retry{word_ + ' ' + event.type + ' ' + std::to_string(attempt.number)};
    }
    Outcome on(const salla::OrderEvent& event, const Event&, const Attempt&) override {
        if (!event.data.id) return Reject{"no order"};
        throw std::runtime_error("salla is not served");
    }

private:
    std::string word_ = "got";
};

TEST(TestKit, MakesTheEventThatABodyBecomes) {
    const Event event = testkit::event_of("ordergroove", placed_order);
    EXPECT_EQ(event.provider, "ordergroove");
    EXPECT_EQ(event.source, "test");
    EXPECT_EQ(event.envelope.type, "order.success");
    EXPECT_EQ(event.envelope.order_key, "order:o-1");
    EXPECT_EQ(event.envelope.dedupe_key, "evt-1");
    EXPECT_EQ(event.body, placed_order);
    ASSERT_NE(event.payload.get_if<ordergroove::OrderSuccess>(), nullptr);
    EXPECT_NE(event.id, testkit::event_of("ordergroove", placed_order).id);
}

TEST(TestKit, SaysWhyABodyIsNoEvent) {
    EXPECT_THROW((void)testkit::event_of("ordergroove", "[]"), std::invalid_argument);
    EXPECT_THROW((void)testkit::event_of("acme", placed_order), std::invalid_argument);
    try {
        (void)testkit::event_of("ordergroove", "{}");
        FAIL() << "has no type";
    } catch (const std::invalid_argument& problem) {
        EXPECT_STREQ(problem.what(), "type: expected text, got nothing");
    }
}

TEST(TestKit, HasASampleOfEveryTypedEvent) {
    const Event sample = testkit::sample_event("salla", "order.created");
    EXPECT_NE(sample.payload.get_if<salla::OrderCreated>(), nullptr);
    EXPECT_THROW((void)testkit::sample_event("salla", "order.eaten"), std::invalid_argument);
}

TEST(TestKit, TellsEveryOutcomeApart) {
    NamingHandler handler("test");
    EXPECT_EQ(testkit::deliver(handler, testkit::event_of("ordergroove", placed_order)), "done");
    EXPECT_EQ(
        testkit::deliver(
            handler,
            testkit::sample_event("ordergroove", "order.cancel"),
            {.number = 3}
        ),
        "retry: got order.cancel 3"
    );
    EXPECT_EQ(
        testkit::deliver(handler, testkit::sample_event("ordergroove", "item.create")),
        "ignored"
    );
    EXPECT_EQ(
        testkit::deliver(handler, testkit::sample_event("salla", "order.created")),
        "retry: salla is not served"
    );
    EXPECT_EQ(
        testkit::deliver(
            handler,
            testkit::event_of("salla", R"({"event":"order.created","merchant":1,"data":{}})")
        ),
        "reject: no order"
    );
}

TEST(TestKit, MakesAHandlerFromItsKeysAsAStartWould) {
    const auto handler = testkit::make_handler<NamingHandler>({{"word", {"was"}}});
    EXPECT_EQ(handler->name(), "test");
    EXPECT_EQ(
        testkit::deliver(*handler, testkit::sample_event("ordergroove", "order.cancel")),
        "retry: was order.cancel 1"
    );
    const auto error_of = [](Setting::Table keys) -> std::string {
        try {
            (void)testkit::make_handler<NamingHandler>(std::move(keys));
            return "no error";
        } catch (const std::invalid_argument& problem) {
            return problem.what();
        }
    };
    EXPECT_EQ(error_of({}), "handler[0].word: expected a text such as \"orders\", got nothing");
    EXPECT_EQ(
        error_of({{"word", {"x"}}, {"wrod", {"y"}}}),
        "handler[0].wrod: unknown key, expected one of word"
    );
}

} // namespace
} // namespace orderhook
