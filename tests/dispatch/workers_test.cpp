#include "dispatch/scripted_handler.hpp"
#include "dispatch/workers.hpp"
#include "support/manual_loop.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Door;

class Crew {
public:
    explicit Crew(std::size_t concurrency = 1) : concurrency_(concurrency) {}

    void start() {
        workers.emplace(
            std::make_unique<test::ScriptedHandler>("erp", script),
            concurrency_,
            std::vector<BlameSlot>{},
            [](const Event&) { return Decoded{}; },
            clock,
            loop,
            [this](Progress progress) {
                for (const auto& one : progress.returned)
                    returned.push_back(one);
                for (auto& one : progress.finished)
                    finished.push_back(std::move(one));
                interrupted += progress.interrupted;
            }
        );
    }
    void give(Position first, Position last) {
        if (!workers) start();
        std::vector<Claim> claims;
        for (Position position = first; position <= last; ++position)
            claims.push_back({position, position, 0, 1, event});
        workers->give(std::move(claims));
    }
    void let_syncs_take(Duration time) {
        script->sync = [this, time] {
            ++syncs;
            clock.advance(time);
            return Result<void>{};
        };
    }
    [[nodiscard]] bool run_until_finished(std::size_t count) {
        return loop.run_until([&] { return finished.size() >= count; });
    }
    /// The first claim is finished, by a sync that took time.
    [[nodiscard]] bool run_until_they_rest() {
        let_syncs_take(std::chrono::microseconds{100});
        give(1, 1);
        return run_until_finished(1);
    }

    test::ManualClock clock;
    test::ManualLoop loop{clock};
    std::shared_ptr<test::Script> script = std::make_shared<test::Script>();
    std::shared_ptr<const Event> event = std::make_shared<const Event>();
    std::atomic<int> syncs = 0; // of let_syncs_take
    std::vector<Returned> returned;
    std::vector<Finished> finished;
    std::size_t interrupted = 0;
    std::optional<Workers> workers;

private:
    std::size_t concurrency_;
};

TEST(Workers, ReportEachClaimTwiceFirstAsReturnedThenAsFinished) {
    Crew crew;
    Door sync;
    crew.script->sync = [&] {
        sync.pass();
        return Result<void>{};
    };
    crew.give(1, 1);
    ASSERT_TRUE(crew.loop.run_until([&] { return crew.returned.size() == 1; }));
    EXPECT_EQ(crew.returned[0].verdict, Settlement::Verdict::done);
    EXPECT_TRUE(crew.finished.empty()) << "the outcome waits for the sync";
    sync.open();
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(crew.finished[0].claim.position, 1u);
}

TEST(Workers, HoldTheLaneOfARetry) {
    Crew crew;
    crew.script->handle = [](const Event&, const Attempt&) -> Outcome { return Retry{"down"}; };
    crew.give(1, 1);
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(crew.returned[0].verdict, Settlement::Verdict::retry);
}

TEST(Workers, SyncOnceForAllThatIsQueuedThoughThereIsOneThread) {
    Crew crew;
    std::atomic<int> syncs = 0;
    crew.script->sync = [&] {
        ++syncs;
        return Result<void>{};
    };
    crew.give(1, 100);
    ASSERT_TRUE(crew.run_until_finished(100));
    EXPECT_EQ(syncs, 1);
    crew.give(101, 400);
    ASSERT_TRUE(crew.run_until_finished(400));
    EXPECT_EQ(syncs, 4) << "128, 128 and 44";
    for (Position position = 1; position <= 400; ++position)
        EXPECT_EQ(crew.finished[position - 1].claim.position, position);
}

TEST(Workers, DoNotLetOutcomesWaitLongForAnotherSync) {
    Crew crew;
    std::atomic<int> syncs = 0;
    crew.script->sync = [&] {
        ++syncs;
        return Result<void>{};
    };
    crew.script->handle = [&](const Event&, const Attempt&) {
        crew.clock.advance(2ms);
        return Done{};
    };
    crew.give(1, 6);
    ASSERT_TRUE(crew.run_until_finished(6));
    EXPECT_EQ(syncs, 2);
}

TEST(Workers, RestAfterASyncThatTookTimeAndThenSyncAllThatGathered) {
    Crew crew;
    ASSERT_TRUE(crew.run_until_they_rest());
    crew.give(2, 2);
    ASSERT_TRUE(crew.loop.run_until([&] { return crew.returned.size() == 2; }));
    crew.give(3, 3);
    ASSERT_TRUE(crew.loop.run_until([&] { return crew.returned.size() == 3; }));
    EXPECT_EQ(crew.syncs, 1);
    EXPECT_EQ(crew.finished.size(), 1u);
    crew.loop.advance(2ms);
    ASSERT_TRUE(crew.run_until_finished(3));
    EXPECT_EQ(crew.syncs, 2);
}

TEST(Workers, ComeForWhatGatheredWhenTheRestIsOverBeforeAnybodyLooks) {
    Crew crew(4);
    crew.let_syncs_take(100us);
    for (Position position = 1; position <= 200; ++position) {
        crew.give(position, position);
        ASSERT_TRUE(crew.loop.run_until([&] { return crew.returned.size() == position; }));
        crew.clock.advance(5ms);
    }
    EXPECT_TRUE(crew.loop.run_until([&] {
        crew.loop.advance(20ms);
        return crew.finished.size() == 200;
    }));
}

TEST(Workers, SyncAFullBatchThoughTheyRest) {
    Crew crew;
    ASSERT_TRUE(crew.run_until_they_rest());
    crew.give(2, 129);
    EXPECT_TRUE(crew.run_until_finished(129));
}

TEST(Workers, DoNotRestWhenTheyAreClosed) {
    Crew crew;
    ASSERT_TRUE(crew.run_until_they_rest());
    crew.give(2, 2);
    ASSERT_TRUE(crew.loop.run_until([&] { return crew.returned.size() == 2; }));
    (void)crew.workers->close();
    EXPECT_TRUE(crew.run_until_finished(2));
}

TEST(Workers, EndTheirRestWhenTheClockIsSetBack) {
    Crew crew;
    ASSERT_TRUE(crew.run_until_they_rest());
    crew.clock.advance(-1h);
    crew.give(2, 2);
    EXPECT_TRUE(crew.run_until_finished(2));
}

TEST(Workers, RetryWhatWasDoneWhenItsSyncFails) {
    Crew crew;
    crew.script->handle = [](const Event&, const Attempt& attempt) -> Outcome {
        if (attempt.number == 1) return Done{};
        return Reject{"no such product"};
    };
    crew.script->sync = []() -> Result<void> { return failure(Errc::unavailable, "disk full"); };
    crew.start();
    crew.workers->give({{1, 1, 0, 1, crew.event}, {2, 2, 1, 1, crew.event}});
    ASSERT_TRUE(crew.run_until_finished(2));
    EXPECT_EQ(std::get<Retry>(crew.finished[0].outcome).reason, "disk full");
    EXPECT_EQ(std::get<Reject>(crew.finished[1].outcome).reason, "no such product");
}

TEST(Workers, RunAsManyAtOnceAsTheyAre) {
    Crew crew(4);
    Door door;
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    crew.script->handle = [&](const Event&, const Attempt&) {
        most = std::max(most.load(), ++running);
        door.pass();
        --running;
        return Done{};
    };
    crew.give(1, 20);
    door.await(4);
    EXPECT_EQ(running, 4);
    door.open();
    ASSERT_TRUE(crew.run_until_finished(20));
    EXPECT_LE(most, 4);
}

TEST(Workers, SyncInOneThreadAtATime) {
    Crew crew(4);
    std::atomic<int> syncing = 0;
    std::atomic<bool> overlapped = false;
    crew.script->sync = [&] {
        if (++syncing > 1) overlapped = true;
        std::this_thread::yield();
        --syncing;
        return Result<void>{};
    };
    for (Position round = 0; round < 200; ++round)
        crew.give(round * 5 + 1, round * 5 + 5);
    ASSERT_TRUE(crew.run_until_finished(1000));
    EXPECT_FALSE(overlapped);
}

TEST(Workers, FinishWhatRunsAndDropTheRestWhenClosed) {
    Crew crew;
    Door door;
    crew.script->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        door.pass();
        return Retry{attempt.stop.stop_requested() ? "stopping" : "down"};
    };
    crew.give(1, 10);
    door.await();
    EXPECT_EQ(crew.workers->close(), 9u);
    door.open();
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(std::get<Retry>(crew.finished[0].outcome).reason, "down");
    crew.workers.reset();
    EXPECT_EQ(crew.finished.size(), 1u);
}

class InterruptedWorkers : public testing::Test {
protected:
    /// A call that ends as it is told, once it is asked to stop.
    void call(Outcome outcome) {
        crew.script->handle = [this, outcome](const Event&, const Attempt& attempt) -> Outcome {
            Door stopped;
            const std::stop_callback on_stop(attempt.stop, [&] { stopped.open(); });
            started.open();
            stopped.pass();
            return outcome;
        };
        crew.give(1, 1);
        started.pass();
    }

    Door started;
    Crew crew;
};

TEST_F(InterruptedWorkers, HaveNoOutcomeOfACallThatFails) {
    call(Retry{"stopping"});
    crew.workers->interrupt();
    ASSERT_TRUE(crew.loop.run_until([&] { return crew.interrupted == 1; }));
    crew.workers.reset();
    EXPECT_TRUE(crew.finished.empty());
}

TEST_F(InterruptedWorkers, KeepTheOutcomeOfACallThatManages) {
    call(Done{});
    crew.workers->interrupt();
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(crew.interrupted, 0u);
}

TEST_F(InterruptedWorkers, KeepTheOutcomeOfACallThatWasRefused) {
    call(Reject{"no such order"});
    crew.workers->interrupt();
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(crew.interrupted, 0u);
}

TEST_F(InterruptedWorkers, KeepTheOutcomeOfACallThatWasPastItsTimeout) {
    Door asked;
    Door door;
    crew.script->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        const std::stop_callback on_stop(attempt.stop, [&] { asked.open(); });
        door.pass();
        return Retry{"too slow"};
    };
    crew.give(1, 1);
    door.await();
    EXPECT_EQ(crew.workers->expire(crew.clock.now()).overdue.size(), 1u);
    asked.pass();
    crew.workers->interrupt();
    door.open();
    ASSERT_TRUE(crew.run_until_finished(1));
    EXPECT_EQ(crew.interrupted, 0u);
}

TEST(Workers, LeaveACallThatDoesNotReturn) {
    Crew crew(2);
    Door door;
    crew.script->handle = [&](const Event&, const Attempt&) {
        door.pass();
        return Done{};
    };
    crew.give(1, 1);
    door.await();
    EXPECT_EQ(crew.workers->close(), 0u);
    crew.workers->abandon();
    EXPECT_EQ(crew.workers->expire(crew.clock.now()).overdue.size(), 1u);
    crew.workers.reset();
    door.open();
    crew.script->destroyed.pass(); // the last thread takes the handler with it
    crew.loop.run_posted();
    EXPECT_TRUE(crew.finished.empty());
}

} // namespace
} // namespace orderhook
