// Lanes that wait behind a dead letter: on_dead_head = "hold".
#include "dispatch/dispatcher_stage.hpp"
#include "dispatch/lanes_model.hpp"

#include <atomic>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;
using test::LanesModel;
using test::Stage;
using Positions = std::vector<Position>;

/// A handler that rejects bodies which begin with "bad".
struct Holding {
    explicit Holding(Stage& on, OnDeadHead on_dead_head = OnDeadHead::hold)
        : stage(on),
          erp(stage.add("erp", {.concurrency = 1, .on_dead_head = on_dead_head})) {
        erp->handle = [](const Event& event, const Attempt&) -> Outcome {
            if (event.body.starts_with("bad")) return Reject{"no such product"};
            return Done{};
        };
        EXPECT_TRUE(stage.start());
    }
    HandlerStatus status() { return stage.status(); }

    Stage& stage;
    std::shared_ptr<test::Script> erp;
};

TEST(HeldLanes, ADeadLetterHoldsItsOrderAndOnlyItsOrder) {
    Stage stage;
    Holding scene(stage);
    for (const std::string body : {"bad 1", "after 1", "other"})
        stage.append(body == "other" ? "2" : "1", body);
    ASSERT_TRUE(stage.run_until_settled(2));
    stage.loop.advance(1h);
    stage.append("1", "later");
    stage.loop.run_posted();
    EXPECT_EQ(scene.erp->bodies(), (Bodies{"bad 1", "other"}));
    EXPECT_EQ(scene.status().held_lanes, 1u);
    EXPECT_EQ(scene.status().pending, 2u);
    EXPECT_EQ(stage.metric("orderhook_held_lanes{handler=\"erp\"}"), "1");
}

TEST(HeldLanes, ADeadLetterLetsItsOrderGoOnByDefault) {
    Stage stage;
    Holding scene(stage, HandlerOptions{}.on_dead_head);
    stage.append("1", "bad 1");
    stage.append("1", "after 1");
    ASSERT_TRUE(stage.run_until_settled(2));
    EXPECT_EQ(scene.status().held_lanes, 0u);
}

TEST(HeldLanes, AnOrderGoesOnOnceItsDeadLetterIsGone) {
    Stage stage;
    Holding scene(stage);
    for (const std::string body : {"bad 1", "after 1"})
        stage.append("1", body);
    for (const std::string body : {"bad 2", "after 2"})
        stage.append("2", body);
    ASSERT_TRUE(stage.run_until_settled(2));
    stage.discard(1);
    ASSERT_TRUE(stage.run_until_settled(3));
    stage.loop.advance(1h);
    EXPECT_EQ(scene.erp->bodies().back(), "after 1");
    EXPECT_EQ(scene.erp->bodies().size(), 3u) << "order 2 still has its dead letter";
    EXPECT_EQ(scene.status().dead, 1u);
    EXPECT_EQ(scene.status().held_lanes, 1u);
}

TEST(HeldLanes, AnOrderStaysHeldOverARestart) {
    Stage stage;
    {
        Holding first(stage);
        for (const std::string body : {"bad 1", "after 1"})
            stage.append("1", body);
        ASSERT_TRUE(stage.run_until_settled(1));
        stage.stop();
    }
    Holding again(stage);
    stage.append("1", "later");
    stage.append("2", "other");
    ASSERT_TRUE(stage.run_until_settled(2));
    stage.loop.advance(1h);
    EXPECT_EQ(again.erp->bodies(), Bodies{"other"});
    EXPECT_EQ(again.status().held_lanes, 1u);

    stage.discard(1);
    ASSERT_TRUE(stage.run_until_settled(4));
    EXPECT_EQ(again.erp->bodies(), (Bodies{"other", "after 1", "later"}));
}

TEST(HeldLanes, AReplayedDeadLetterRunsAtTheTailOfItsOrderWhichGoesOn) {
    Stage stage;
    Holding scene(stage);
    for (const std::string body : {"bad 1", "after 1"})
        stage.append("1", body);
    ASSERT_TRUE(stage.run_until_settled(1));
    std::vector<std::uint32_t> replays;
    scene.erp->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        replays.push_back(attempt.replay);
        return Done{};
    };
    stage.memory.replay({{Stage::id_of(1), "erp"}}, [](const auto&) {});
    ASSERT_TRUE(stage.run_until_settled(3));
    EXPECT_EQ(scene.erp->bodies(), (Bodies{"bad 1", "after 1", "bad 1"}));
    EXPECT_EQ(replays, (std::vector<std::uint32_t>{0, 1}));
    EXPECT_EQ(scene.status().held_lanes, 0u);
}

TEST(HeldLanes, ReadTheDeadLettersAgainWhenTheJournalIsBack) {
    Stage stage;
    Holding scene(stage);
    stage.append("1", "bad 1");
    stage.append("1", "after 1");
    ASSERT_TRUE(stage.run_until_settled(1));
    stage.journal.is_down = true;
    stage.discard(1);
    stage.loop.advance(5s);
    stage.journal.is_down = false;
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(scene.erp->bodies().back(), "after 1");
}

struct HoldingModel {
    HoldingModel() {
        model.dead_blocks = true;
        model.read_all();
    }
    LanesModel model{{.deliveries_of_a_lane = 2}};
};

TEST(HeldLanes, ADeadLetterMadePendingInItsPlaceRunsBeforeThoseThatWait) {
    HoldingModel caught;
    auto& model = caught.model;
    for (int i = 0; i < 5; ++i)
        model.commit(7);
    model.announce_all();
    model.claim();
    model.finish(0, true);
    model.report(true, true);
    model.settle();
    EXPECT_EQ(model.run_all(), Positions{});
    EXPECT_EQ(model.lanes.deliveries(), 0u) << "a held lane keeps nothing in memory";
    ASSERT_TRUE(model.decide(true));
    EXPECT_EQ(model.run_all(), (Positions{1, 2, 3, 4, 5}));
    EXPECT_EQ(model.lanes.lanes(), 0u);
}

TEST(HeldLanes, ADeadLetterMadePendingAheadOfTheCursorRunsOnce) {
    LanesModel model({.deliveries = 40, .scan = 8});
    for (Lane lane = 0; lane < 500; ++lane)
        model.commit(lane);
    model.forget_announcements();
    model.lanes.block(499, 500); // as if the last one were a dead letter that is pending again
    model.read_all();
    model.lanes.release(499);
    EXPECT_EQ(model.run_all().size(), 500u);
    EXPECT_EQ(model.runs[500], 1);
    EXPECT_EQ(model.lanes.lanes(), 0u);
}

TEST(HeldLanes, WhatIsOwedFromBeforeADeadLetterRunsFirst) {
    for (const bool is_read : {false, true}) {
        LanesModel model({.scan = 8});
        for (int i = 0; i < 40; ++i)
            model.commit(7);
        model.forget_announcements();
        model.condemn(20);
        if (is_read) model.read_all();
        EXPECT_EQ(model.run_all(), Positions{});
        ASSERT_TRUE(model.decide(true));
        const auto ran = model.run_all();
        EXPECT_EQ(ran.size(), 40u);
        EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
        EXPECT_EQ(model.lanes.lanes(), 0u);
    }
}

TEST(HeldLanes, ADeadLetterMadePendingDuringAScanIsNotPassedOver) {
    LanesModel model({.scan = 8});
    model.commit(7);
    model.condemn(model.commit(7));
    model.forget_announcements();
    model.ask();
    model.carry_out();
    ASSERT_TRUE(model.decide(true));
    EXPECT_EQ(model.run_all(), (Positions{1, 2}));
}

TEST(HeldLanes, NothingIsReadWithoutEndForADeadLetterThatIsGone) {
    LanesModel model({.scan = 8});
    model.condemn(model.commit(7));
    model.forget_announcements();
    model.read_all();
    ASSERT_TRUE(model.decide(false));
    for (int reads = 0; reads < 10; ++reads) {
        (void)model.ask();
        (void)model.carry_out();
        (void)model.answer_scan();
    }
    EXPECT_FALSE(model.ask());
    EXPECT_EQ(model.lanes.lanes(), 0u);
}

TEST(HeldLanes, AnOrderThatIsHeldAfterItsDeadLetterWasReplayedGoesOn) {
    Stage stage;
    const auto erp = stage.add(
        "erp",
        {.concurrency = 2, .retry = {.max_attempts = 1}, .on_dead_head = OnDeadHead::hold}
    );
    Door door;
    erp->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "behind") door.pass();
        return Done{};
    };
    std::atomic<int> syncs = 0;
    erp->sync = [&]() -> Result<void> {
        if (++syncs > 1) return {};
        door.await(); // so that the one behind runs already
        return failure(Errc::unavailable, "disk full");
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "first");
    stage.append("1", "behind");
    ASSERT_TRUE(stage.run_until_settled(1));
    EXPECT_EQ(stage.status().dead, 1u);
    EXPECT_EQ(stage.status().held_lanes, 0u) << "what runs behind it is not reported yet";
    stage.memory.replay({{Stage::id_of(1), "erp"}}, [](const auto&) {});
    stage.loop.run_posted();
    door.open();
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies().back(), "first");
    EXPECT_EQ(stage.status().held_lanes, 0u);
}

TEST(HeldLanes, WhatRanBehindAFailedSyncRunsAgainAfterTheDeadLetter) {
    HoldingModel caught;
    auto& model = caught.model;
    for (int i = 0; i < 3; ++i)
        model.commit(7);
    model.announce_all();
    model.claim();
    model.finish(0, false);
    EXPECT_EQ(model.claim(), 2u);
    model.finish(0, false);
    model.report(false, true); // 1 is dead, so 2 must not count
    model.settle();
    EXPECT_EQ(model.run_all(), Positions{});
    ASSERT_TRUE(model.decide(false));
    EXPECT_EQ(model.run_all(), (Positions{2, 3}));
}

} // namespace
} // namespace orderhook
