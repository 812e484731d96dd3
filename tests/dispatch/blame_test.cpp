// What follows for deliveries that were at work when the process ended.
#include "dispatch/dispatcher_stage.hpp"
#include "support/temporary_folder.hpp"

#include <atomic>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;
using test::Stage;
using Verdict = Settlement::Verdict;

/// A run after one that ended while these deliveries were at work.
struct AfterACrash {
    explicit AfterACrash(std::vector<Position> at_work, int crashes_alone = 0) {
        for (int crash = 0; crash <= crashes_alone; ++crash) {
            auto slots = open()->slots("erp");
            for (std::size_t slot = 0; slot < at_work.size(); ++slot)
                slots[slot].enter(at_work[slot]);
        }
        stage.blame = open();
    }
    std::shared_ptr<BlameFile> open() {
        return BlameFile::open(
                   folder / "blame",
                   {{"erp", Workshop::slots(4)}, {"crm", Workshop::slots(4)}},
                   "boot"
        )
            .value();
    }
    /// Stops cleanly; those who are still suspected.
    std::vector<Suspect> suspects_after_stop() {
        stage.stop();
        return open()->suspects();
    }

    test::TemporaryFolder folder;
    Stage stage;
};

TEST(Blame, WhatWasAtWorkCountsAsAFailedAttempt) {
    AfterACrash scene({2});
    auto& stage = scene.stage;
    for (const std::string order : {"1", "2"})
        stage.append(order, order);
    const auto erp = stage.add("erp");
    std::atomic<std::uint32_t> attempt_of_2 = 0;
    erp->handle = [&](const Event& event, const Attempt& attempt) -> Outcome {
        if (event.body == "2") attempt_of_2 = attempt.number;
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(3));
    EXPECT_EQ(stage.journal.settled[0].position, 2u);
    EXPECT_EQ(stage.journal.settled[0].verdict, Verdict::retry);
    EXPECT_EQ(stage.journal.settled[0].reason, "the process ended while the handler ran");
    EXPECT_EQ(attempt_of_2, 2u);
    EXPECT_TRUE(scene.suspects_after_stop().empty()) << "it has returned";
}

TEST(Blame, ASuspectRunsWhileNothingElseIsAtWorkInTheProcess) {
    AfterACrash scene({3, 5});
    auto& stage = scene.stage;
    std::atomic<int> at_work = 0;
    std::atomic<int> suspects = 0;
    std::atomic<bool> was_alone = true;
    const auto handle = [&](const Event& event, const Attempt&) -> Outcome {
        const int others = at_work++;
        std::this_thread::yield();
        if (event.body.starts_with("suspect")) {
            ++suspects;
            if (others > 0 || at_work > 1) was_alone = false;
        }
        --at_work;
        return Done{};
    };
    stage.add("erp")->handle = handle;
    stage.add("crm")->handle = handle;
    for (int event = 1; event <= 200; ++event)
        if (event == 3 || event == 5)
            stage.append("of suspects", "suspect " + std::to_string(event), {"erp"});
        else
            stage.append(std::to_string(event), std::to_string(event), {"erp", "crm"});
    stage.loop.run_posted();
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(400));
    EXPECT_EQ(suspects, 2);
    EXPECT_TRUE(was_alone);
    EXPECT_TRUE(scene.suspects_after_stop().empty());
}

TEST(Blame, OnlyTheThirdCrashAloneMakesADeadLetter) {
    for (const int crashes_alone : {2, 3}) {
        AfterACrash scene({1}, crashes_alone);
        auto& stage = scene.stage;
        stage.append("1", "poison");
        stage.append("1", "after");
        const auto erp = stage.add("erp");
        ASSERT_TRUE(stage.start());
        ASSERT_TRUE(stage.run_to_the_end("erp"));
        EXPECT_EQ(stage.backlog("erp").dead, crashes_alone == 3 ? 1u : 0u);
        EXPECT_EQ(stage.status().dead, crashes_alone == 3 ? 1u : 0u);
        EXPECT_EQ(erp->bodies().size(), crashes_alone == 3 ? 1u : 2u);
        EXPECT_TRUE(scene.suspects_after_stop().empty());
    }
}

TEST(Blame, WhoCrashedLeastRunsFirst) {
    AfterACrash scene({1});
    auto& stage = scene.stage;
    {
        auto slots = stage.blame->slots("erp");
        slots[0].enter(1);
        slots[1].enter(2);
    }
    stage.blame = scene.open();
    stage.append("1", "1");
    stage.append("2", "2");
    const auto erp = stage.add("erp");
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(2));
    stage.loop.advance(1h); // both are due
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies(), (Bodies{"2", "1"}));
}

TEST(Blame, ACrashBesideOthersCondemnsNobodyEvenAtTheLastAttempt) {
    AfterACrash scene({1, 2});
    auto& stage = scene.stage;
    stage.append("1", "1");
    stage.append("2", "2");
    const auto erp = stage.add("erp", {.retry = {.max_attempts = 1}});
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(stage.backlog("erp").dead, 0u);
    EXPECT_EQ(erp->bodies().size(), 2u);
}

TEST(Blame, WhatHasADurableOutcomeIsNotSuspected) {
    AfterACrash scene({1});
    auto& stage = scene.stage;
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    EXPECT_TRUE(stage.loop.run_until([&] {
        return stage.status().state == HandlerStatus::State::running;
    }));
    stage.loop.run_posted();
    EXPECT_TRUE(stage.journal.settled.empty());
    EXPECT_TRUE(scene.suspects_after_stop().empty());
}

TEST(Blame, ASuspectWaitsForACallThatIsStuckButNobodyElseDoes) {
    AfterACrash scene({2});
    auto& stage = scene.stage;
    const auto crm = stage.add("crm", {.timeout = 10s});
    const auto erp = stage.add("erp", {.concurrency = 1});
    Door door;
    crm->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "stuck") door.pass();
        return Done{};
    };
    stage.append("1", "stuck", {"crm"});
    stage.append("2", "suspect", {"erp"});
    ASSERT_TRUE(stage.start("erp"));
    stage.loop.run_posted();
    door.await();
    ASSERT_TRUE(stage.set_paused("erp", false));
    stage.loop.advance(10s);
    for (const std::string order : {"3", "4"})
        stage.append(order, order, {"crm", "erp"});
    ASSERT_TRUE(stage.run_until_settled(5)) << "the suspect's crash and four others";
    EXPECT_EQ(erp->bodies(), (Bodies{"3", "4"}));
    door.open();
    ASSERT_TRUE(stage.run_until_settled(7));
    EXPECT_EQ(erp->bodies().back(), "suspect");
}

TEST(Blame, ASuspectRunsOnceAllBeforeItIsDurable) {
    AfterACrash scene({2});
    auto& stage = scene.stage;
    const auto erp = stage.add("erp");
    Door door;
    erp->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "before") door.pass();
        return Done{};
    };
    stage.append("1", "before");
    stage.append("1", "suspect");
    stage.loop.run_posted();
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(1)) << "the suspect's crash";
    stage.journal.is_down = true;
    door.open();
    const int settles = stage.journal.settles;
    ASSERT_TRUE(stage.pass_time_until([&] { return stage.journal.settles > settles; }));
    stage.loop.run_posted();
    EXPECT_EQ(erp->bodies(), Bodies{"before"});
    stage.journal.is_down = false;
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies(), (Bodies{"before", "suspect"}));
}

TEST(Blame, ASuspectIsTheProbeWhenNothingElseIsOwed) {
    AfterACrash scene({12});
    auto& stage = scene.stage;
    const auto erp =
        stage.add("erp", {.concurrency = 2, .timeout = test::never, .retry = {.max_attempts = 1}});
    Door door;
    erp->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "1") door.pass();
        if (event.body != "1" && event.body != "12") return Retry{"down"};
        return Done{};
    };
    for (int number = 1; number <= 12; ++number)
        stage.append(std::to_string(number % 11), std::to_string(number));
    stage.loop.run_posted();
    ASSERT_TRUE(stage.start());
    using State = HandlerStatus::State;
    ASSERT_TRUE(
        stage.pass_time_until([&] { return stage.status().state == State::open_circuit; }, 1ms)
    );
    door.open();
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies().back(), "12");
    EXPECT_EQ(stage.status().dead, 10u);
    EXPECT_EQ(stage.status().state, State::running);
}

TEST(Blame, APausedHandlersSuspectHoldsNobodyUp) {
    AfterACrash scene({2});
    auto& stage = scene.stage;
    const auto crm = stage.add("crm");
    const auto erp = stage.add("erp");
    Door door;
    crm->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "slow") door.pass();
        return Done{};
    };
    stage.append("1", "slow", {"crm"});
    stage.append("2", "suspect", {"erp"});
    ASSERT_TRUE(stage.start("erp"));
    stage.loop.run_posted();
    door.await();
    ASSERT_TRUE(stage.set_paused("erp", false));
    stage.loop.run_posted();
    stage.append("3", "other", {"crm"});
    stage.loop.run_posted();
    EXPECT_EQ(crm->bodies(), Bodies{"slow"}) << "room is made for the suspect";
    ASSERT_TRUE(stage.set_paused("erp", true));
    ASSERT_TRUE(stage.run_until_settled(2));
    EXPECT_EQ(crm->bodies(), (Bodies{"slow", "other"}));
    door.open();
    ASSERT_TRUE(stage.run_until_settled(3));
    EXPECT_TRUE(erp->bodies().empty());
    ASSERT_TRUE(stage.set_paused("erp", false));
    ASSERT_TRUE(stage.run_until_settled(4));
    EXPECT_EQ(erp->bodies(), Bodies{"suspect"});
}

TEST(Blame, AllThatASyncIsForAreSuspectedWhenItEndsTheProcess) {
    AfterACrash scene({});
    auto& stage = scene.stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    Door sync;
    erp->sync = [&] {
        sync.pass();
        return Result<void>{};
    };
    for (const std::string order : {"1", "2"})
        stage.append(order, order);
    stage.loop.run_posted();
    ASSERT_TRUE(stage.start());
    stage.loop.run_posted();
    sync.await();
    EXPECT_EQ(
        scene.open()->suspects(),
        (std::vector<Suspect>{{"erp", 1, 0, true}, {"erp", 2, 0, true}})
    );
    sync.open();
    ASSERT_TRUE(stage.run_until_settled(2));
}

TEST(Blame, ASuspectPastItsTimeoutIsToBlameAsWell) {
    for (const bool in_sync : {false, true}) {
        AfterACrash scene({1});
        auto& stage = scene.stage;
        const auto erp = stage.add("erp", {.timeout = 10s});
        Door door;
        erp->handle = [&](const Event&, const Attempt&) -> Outcome {
            if (!in_sync) door.pass();
            return Done{};
        };
        erp->sync = [&] {
            if (in_sync) door.pass();
            return Result<void>{};
        };
        stage.append("1", "suspect");
        stage.loop.run_posted();
        ASSERT_TRUE(stage.start());
        ASSERT_TRUE(stage.run_until_settled(1)) << "its crash";
        stage.loop.run_posted();
        door.await();
        stage.loop.advance(10s);
        EXPECT_EQ(scene.open()->suspects(), (std::vector<Suspect>{{"erp", 1, 1, true}}));
        door.open();
        ASSERT_TRUE(stage.run_until_settled(2));
    }
}

} // namespace
} // namespace orderhook
