// Calls that run past their handler's timeout.
#include "dispatch/dispatcher_stage.hpp"

#include <atomic>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;
using test::Stage;
using State = HandlerStatus::State;

/// A handler whose calls for bodies that begin with "stuck" wait for the door.
struct Stuck {
    explicit Stuck(HandlerOptions options) : erp(stage.add("erp", options)) {
        erp->handle = [this](const Event& event, const Attempt&) -> Outcome {
            if (event.body.starts_with("stuck")) door.pass();
            return Done{};
        };
        EXPECT_TRUE(stage.start());
    }
    /// Appends an event of an order of its own, and waits until its call waits.
    void get_stuck(const std::string& body) {
        stage.append(body, body);
        stage.loop.run_posted();
        door.await(++stuck);
    }
    HandlerStatus status() { return stage.status(); }

    Door door;
    int stuck = 0;
    Stage stage;
    std::shared_ptr<test::Script> erp;
};

TEST(Overdue, ACallIsAskedToStopAtTheTimeoutAndItsOutcomeCountsAsUsual) {
    Stage stage;
    const auto erp = stage.add("erp", {.timeout = 10s});
    Door started;
    erp->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        Door stopped;
        const std::stop_callback on_stop(attempt.stop, [&] { stopped.open(); });
        started.open();
        stopped.pass();
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "a");
    stage.loop.run_posted();
    started.pass();
    stage.loop.advance(9'999ms);
    EXPECT_EQ(stage.metric("orderhook_attempt_timeouts_total{handler=\"erp\"}"), "none");
    stage.loop.advance(1ms);
    EXPECT_EQ(stage.metric("orderhook_attempt_timeouts_total{handler=\"erp\"}"), "1");
    ASSERT_TRUE(stage.run_until_settled(1));
    EXPECT_EQ(stage.journal.settled[0].verdict, Settlement::Verdict::done);
    EXPECT_EQ(stage.metric("orderhook_overdue_calls{handler=\"erp\"}"), "0");
}

TEST(Overdue, OnlyTheCallThatIsOverdueIsAskedToStop) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 2, .timeout = 10s});
    Door door;
    std::stop_token first, second;
    erp->handle = [&](const Event& event, const Attempt& attempt) -> Outcome {
        (event.body == "first" ? first : second) = attempt.stop;
        door.pass();
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "first");
    stage.loop.run_posted();
    door.await(1);
    stage.loop.advance(5s);
    stage.append("2", "second");
    stage.loop.run_posted();
    door.await(2);
    stage.loop.advance(5s);
    EXPECT_TRUE(first.stop_requested());
    EXPECT_FALSE(second.stop_requested());
    stage.loop.advance(5s);
    EXPECT_TRUE(second.stop_requested());
    EXPECT_EQ(stage.metric("orderhook_attempt_timeouts_total{handler=\"erp\"}"), "2");
    door.open();
    EXPECT_TRUE(stage.run_until_settled(2));
}

TEST(Overdue, TheCallKeepsItsLaneAndASpareWorkerServesTheOthers) {
    Stuck scene({.concurrency = 1, .timeout = 10s});
    scene.get_stuck("stuck");
    scene.stage.append("stuck", "behind");
    for (const std::string order : {"a", "b", "c"})
        scene.stage.append(order, order);
    scene.stage.loop.advance(9s);
    EXPECT_EQ(scene.erp->bodies(), Bodies{"stuck"});
    scene.stage.loop.advance(1s);
    ASSERT_TRUE(scene.stage.run_until_settled(3));
    EXPECT_EQ(scene.erp->bodies(), (Bodies{"stuck", "a", "b", "c"}));
    EXPECT_EQ(scene.status().overdue, 1u);
    EXPECT_EQ(scene.status().at_work, 1u);
    EXPECT_EQ(scene.status().running_since, scene.stage.clock.now() - 10s);
    EXPECT_EQ(scene.status().state, State::running);

    scene.door.open();
    ASSERT_TRUE(scene.stage.run_until_settled(5));
    EXPECT_EQ(scene.erp->bodies().back(), "behind");
    EXPECT_EQ(scene.status().overdue, 0u);
    EXPECT_EQ(scene.status().running_since, std::nullopt);
}

TEST(Overdue, TheSpareWorkerGoesWhenTheCallReturns) {
    Stuck scene({.concurrency = 1, .timeout = 10s});
    scene.get_stuck("stuck");
    scene.stage.loop.advance(10s);
    scene.door.open();
    ASSERT_TRUE(scene.stage.run_until_settled(1));
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    scene.erp->handle = [&](const Event&, const Attempt&) -> Outcome {
        most = std::max(most.load(), ++running);
        std::this_thread::yield();
        --running;
        return Done{};
    };
    for (int order = 0; order < 200; ++order)
        scene.stage.append(std::to_string(order), std::to_string(order));
    ASSERT_TRUE(scene.stage.run_until_settled(201));
    EXPECT_EQ(most, 1);
}

TEST(Overdue, AHandlerWithoutAFreeSpareIsPausedUntilACallReturns) {
    Stuck scene({.concurrency = 1, .timeout = 10s});
    scene.get_stuck("stuck 1");
    scene.stage.loop.advance(10s);
    scene.get_stuck("stuck 2"); // on the spare worker
    scene.stage.append("waits", "waits");
    scene.stage.loop.advance(10s);
    EXPECT_EQ(scene.status().state, State::overloaded);
    EXPECT_EQ(scene.status().overdue, 2u);
    EXPECT_EQ(scene.stage.metric("orderhook_handler_overloaded{handler=\"erp\"}"), "1");
    EXPECT_EQ(scene.stage.metric("orderhook_overdue_calls{handler=\"erp\"}"), "2");

    scene.door.open();
    ASSERT_TRUE(scene.stage.run_until_settled(3));
    EXPECT_EQ(scene.erp->bodies().back(), "waits");
    EXPECT_EQ(scene.status().state, State::running);
    EXPECT_EQ(scene.stage.metric("orderhook_handler_overloaded{handler=\"erp\"}"), "0");
}

TEST(Overdue, ASyncCountsAsACallAndASpareWorkerTakesItsPlace) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1, .timeout = 10s});
    Door door;
    erp->sync = [&]() -> Result<void> {
        door.pass();
        return {};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "1");
    stage.loop.run_posted();
    door.await();
    stage.append("2", "2");
    stage.loop.run_posted();
    EXPECT_EQ(erp->bodies(), Bodies{"1"});
    EXPECT_EQ(stage.status().at_work, 1u);
    stage.loop.advance(10s);
    EXPECT_EQ(stage.status().overdue, 1u);
    EXPECT_EQ(stage.metric("orderhook_attempt_timeouts_total{handler=\"erp\"}"), "1");
    EXPECT_TRUE(stage.loop.run_until([&] { return erp->bodies().size() == 2; }));

    door.open();
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(stage.status().overdue, 0u);
    EXPECT_EQ(stage.status().at_work, 0u);
}

TEST(Overdue, TheSyncBehindAnOverdueCallIsWatchedToo) {
    Stuck scene({.concurrency = 1, .timeout = 10s});
    Door sync;
    scene.erp->sync = [&]() -> Result<void> {
        sync.pass();
        return {};
    };
    scene.get_stuck("stuck");
    scene.stage.loop.advance(10s);
    scene.door.open();
    sync.await();
    EXPECT_TRUE(scene.stage.pass_time_until([&] {
        return scene.stage.metric("orderhook_attempt_timeouts_total{handler=\"erp\"}") == "2";
    }));
    sync.open();
    EXPECT_TRUE(scene.stage.run_to_the_end("erp"));
    EXPECT_EQ(scene.status().overdue, 0u);
}

TEST(Overdue, AnOverloadEndsWithTheRun) {
    Stuck scene({.concurrency = 1, .timeout = 10s});
    for (const char* body : {"stuck 1", "stuck 2"}) {
        scene.get_stuck(body);
        scene.stage.loop.advance(10s);
    }
    ASSERT_EQ(scene.status().state, State::overloaded);
    scene.door.open();
    scene.stage.stop();
    scene.stage.add("erp");
    ASSERT_TRUE(scene.stage.start());
    EXPECT_EQ(scene.status().state, State::running) << "only a person's pause is kept";
}

} // namespace
} // namespace orderhook
