#include "dispatch/attempt.hpp"
#include "dispatch/scripted_handler.hpp"
#include "support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace orderhook {
namespace {

using namespace std::chrono_literals;

struct Order {
    std::string id;
};

class OrderContents final : public Payload::Contents {
public:
    explicit OrderContents(Order order) : order_(std::move(order)) {}
    [[nodiscard]] const void* find(const std::type_info& type) const noexcept override {
        return type == typeid(Order) ? &order_ : nullptr;
    }
    void encode(std::string& out) const override { out += order_.id; }

private:
    Order order_;
};

struct Bench {
    test::ManualClock clock;
    std::shared_ptr<test::Script> script = std::make_shared<test::Script>();
    test::ScriptedHandler handler{"erp", script};
    Decode decode = [](const Event&) { return Decoded{}; };

    Finished run(std::uint32_t attempts = 0) {
        Event event;
        event.id.bytes[0] = 7;
        event.body = "stored";
        Claim claim{1, 2, attempts, 3, std::make_shared<const Event>(std::move(event))};
        return run_attempt(handler, decode, clock, clock.now(), {}, std::move(claim));
    }
};

TEST(Attempt, RejectsADamagedEventWithoutCallingTheHandler) {
    Bench bench;
    Claim claim{1, 2, 0, 3, std::make_shared<const Event>()};
    claim.damage = "its headers are damaged";
    const auto finished =
        run_attempt(bench.handler, bench.decode, bench.clock, {}, {}, std::move(claim));
    EXPECT_EQ(std::get<Reject>(finished.outcome).reason, "its headers are damaged");
    EXPECT_FALSE(finished.was_called);
}

TEST(Attempt, TellsTheHandlerWhichOneItIsAndHowLongItTook) {
    Bench bench;
    const Time start = bench.clock.now();
    bench.script->handle = [&](const Event& event, const Attempt& attempt) -> Outcome {
        EXPECT_EQ(attempt.number, 5u);
        EXPECT_EQ(attempt.started_at, start);
        EXPECT_EQ(event.body, "stored");
        bench.clock.advance(3s);
        return Reject{"no such product"};
    };
    const Finished finished = bench.run(4);
    EXPECT_EQ(std::get<Reject>(finished.outcome).reason, "no such product");
    EXPECT_EQ(finished.took, 3s);
    EXPECT_EQ(finished.started_at, start);
    EXPECT_EQ(finished.event.bytes[0], 7);
    EXPECT_EQ(finished.claim.position, 2u);
    EXPECT_EQ(finished.claim.event, nullptr) << "the body is not needed any more";
}

TEST(Attempt, TakesWhatIsThrownForRetry) {
    Bench bench;
    bench.script->handle = [](const Event&, const Attempt&) -> Outcome {
        throw std::runtime_error("connection refused");
    };
    EXPECT_EQ(std::get<Retry>(bench.run().outcome).reason, "connection refused");
    bench.script->handle = [](const Event&, const Attempt&) -> Outcome { throw 42; };
    EXPECT_EQ(std::get<Retry>(bench.run().outcome).reason, "unknown exception");
    bench.script->accepts = [](const Event&) -> bool { throw std::runtime_error("oops"); };
    EXPECT_EQ(std::get<Retry>(bench.run().outcome).reason, "oops");
    EXPECT_TRUE(bench.run().was_called) << "it is the handler that fails";
    bench.decode = [](const Event&) -> Result<Decoded> { throw std::runtime_error("no field"); };
    EXPECT_EQ(std::get<Retry>(bench.run().outcome).reason, "no field");
    EXPECT_FALSE(bench.run().was_called);
}

TEST(Attempt, IgnoresWhatTheHandlerDoesNotAccept) {
    Bench bench;
    bench.script->accepts = [](const Event&) { return false; };
    const Finished finished = bench.run();
    EXPECT_FALSE(finished.was_called);
    EXPECT_TRUE(std::holds_alternative<Done>(finished.outcome));
    EXPECT_TRUE(bench.script->bodies().empty());
}

TEST(Attempt, GivesTheHandlerThePayload) {
    Bench bench;
    bench.decode = [](const Event&) {
        return Decoded{
            Payload(std::make_shared<OrderContents>(Order{"17"})),
            {{"total", "decimal", "object"}}};
    };
    bench.script->handle = [](const Event& event, const Attempt&) -> Outcome {
        const Order* order = event.payload.get_if<Order>();
        EXPECT_EQ(event.drift.size(), 1u);
        EXPECT_EQ(event.body, "stored");
        return Reject{order == nullptr ? "nothing" : order->id};
    };
    EXPECT_EQ(std::get<Reject>(bench.run().outcome).reason, "17");
}

TEST(Attempt, RejectsWhatCannotBeDecoded) {
    Bench bench;
    bench.decode = [](const Event&) -> Result<Decoded> {
        return failure(Errc::malformed, "(root): expected object, got array");
    };
    EXPECT_EQ(std::get<Reject>(bench.run().outcome).reason, "(root): expected object, got array");
    EXPECT_TRUE(bench.script->bodies().empty());
}

TEST(Sync, TurnsWhatIsThrownIntoAnError) {
    Bench bench;
    EXPECT_TRUE(run_sync(bench.handler));
    bench.script->sync = []() -> Result<void> { throw std::runtime_error("disk full"); };
    const auto synced = run_sync(bench.handler);
    ASSERT_FALSE(synced);
    EXPECT_EQ(synced.error().message, "disk full");
}

} // namespace
} // namespace orderhook
