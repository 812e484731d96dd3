#include "dispatch/dispatcher_stage.hpp"

#include <algorithm>
#include <atomic>
#include <map>
#include <stdexcept>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;
using test::Stage;

TEST(Dispatcher, RunsWhatIsAppendedAndSettlesIt) {
    Stage stage;
    const auto erp = stage.add("erp");
    ASSERT_TRUE(stage.start());
    stage.append("1", "a");
    stage.append("2", "b");
    ASSERT_TRUE(stage.run_until_settled(2));
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
    EXPECT_EQ(stage.journal.settled[0].attempt, 1u);
    EXPECT_EQ(stage.journal.settled[0].verdict, Settlement::Verdict::done);
    EXPECT_EQ(stage.metric("orderhook_deliveries_pending{handler=\"erp\"}"), "0");
}

TEST(Dispatcher, HoldsTheLaneOfARetryAndKeepsItsOrder) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    std::atomic<bool> is_down = true;
    erp->handle = [&](const Event& event, const Attempt& attempt) -> Outcome {
        EXPECT_EQ(attempt.number, event.body == "a1" && !is_down ? 2u : 1u);
        if (event.body == "a1" && is_down) return Retry{"down", 30s};
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    for (const std::string body : {"a1", "b1", "a2", "b2", "a3"})
        stage.append(body.substr(0, 1), body);
    ASSERT_TRUE(stage.run_until_settled(3));
    EXPECT_EQ(erp->bodies(), (Bodies{"a1", "b1", "b2"}));
    EXPECT_EQ(stage.journal.settled[0].due_at, stage.clock.now() + 30s);

    is_down = false;
    stage.loop.advance(29s);
    EXPECT_EQ(erp->bodies().size(), 3u);
    stage.loop.advance(1s);
    ASSERT_TRUE(stage.run_until_settled(6));
    EXPECT_EQ(erp->bodies(), (Bodies{"a1", "b1", "b2", "a1", "a2", "a3"}));
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
}

TEST(Dispatcher, MakesADeadLetterOfADamagedEventAndGoesOn) {
    Stage stage;
    for (const std::string body : {"a1", "a2", "b1", "a3"})
        stage.append(body.substr(0, 1), body); // of an earlier run, so they are fetched
    stage.journal.damaged = {"a2"};
    const auto erp = stage.add("erp", {.concurrency = 1});
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(4));
    EXPECT_EQ(erp->bodies(), (Bodies{"a1", "b1", "a3"}));
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
    EXPECT_EQ(stage.backlog("erp").dead, 1u);
    const auto& settled = stage.journal.settled;
    EXPECT_EQ(std::ranges::count(settled, "it is damaged", &Settlement::reason), 1);
}

TEST(Dispatcher, MakesADeadLetterAfterTheLastAttemptAndGoesOn) {
    Stage stage;
    const auto erp = stage.add("erp", {.retry = {.max_attempts = 3}});
    erp->handle = [](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "bad") throw std::runtime_error("out of stock");
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "bad");
    stage.append("1", "good");
    for (std::size_t attempt = 1; attempt <= 3; ++attempt) {
        ASSERT_TRUE(stage.run_until_settled(attempt));
        stage.loop.run_posted();
        stage.loop.advance(1min);
    }
    ASSERT_TRUE(stage.run_until_settled(4));
    EXPECT_EQ(erp->bodies(), (Bodies{"bad", "bad", "bad", "good"}));
    EXPECT_EQ(stage.journal.settled[2].verdict, Settlement::Verdict::dead);
    EXPECT_EQ(stage.journal.settled[2].reason, "out of stock");
    EXPECT_EQ(stage.backlog("erp").dead, 1u);
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
}

TEST(Dispatcher, KeepsHandlersApart) {
    Stage stage;
    const auto slow = stage.add("slow");
    const auto fast = stage.add("fast");
    Door door;
    slow->handle = [&](const Event&, const Attempt&) {
        door.pass();
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    for (int event = 0; event < 50; ++event)
        stage.append(std::to_string(event), std::to_string(event), {"slow", "fast"});
    ASSERT_TRUE(stage.run_until_settled(50)) << "fast does not wait for slow";
    EXPECT_EQ(stage.backlog("fast").pending, 0u);
    EXPECT_EQ(stage.backlog("slow").pending, 50u);
    door.open();
    ASSERT_TRUE(stage.run_until_settled(100));
}

TEST(Dispatcher, GoesOnWithWhatAnEarlierRunLeft) {
    Stage stage;
    stage.append("1", "a1");
    stage.append("1", "a2");
    stage.append("2", "b1");
    Settlement retry;
    retry.handler = "erp";
    retry.position = 1;
    retry.verdict = Settlement::Verdict::retry;
    retry.attempt = 4;
    retry.due_at = stage.clock.now() + 60s;
    stage.memory.settle({retry}, [](const auto&) {});
    stage.loop.run_posted();
    const auto erp = stage.add("erp");
    std::atomic<std::uint32_t> attempt_of_a1 = 0;
    erp->handle = [&](const Event& event, const Attempt& attempt) {
        if (event.body == "a1") attempt_of_a1 = attempt.number;
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(1));
    EXPECT_EQ(erp->bodies(), Bodies{"b1"});
    stage.loop.advance(60s);
    ASSERT_TRUE(stage.run_until_settled(3));
    EXPECT_EQ(erp->bodies(), (Bodies{"b1", "a1", "a2"}));
    EXPECT_EQ(attempt_of_a1, 5u);
}

TEST(Dispatcher, ParksWhatIsOwedToHandlersThatAreGone) {
    Stage stage;
    stage.append("1", "a", {"gone", "erp"});
    stage.append("2", "b", {"gone"});
    stage.loop.run_posted();
    const auto erp = stage.add("erp");
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.run_until_settled(1));
    EXPECT_EQ(stage.backlog("gone").pending, 2u);
    EXPECT_EQ(stage.metric("orderhook_parked_deliveries{handler=\"gone\"}"), "2");
}

TEST(Dispatcher, RunsNothingAgainWhileOutcomesCannotBeSettled) {
    Stage stage;
    const auto erp = stage.add("erp");
    std::atomic<int> retried = 0;
    erp->handle = [&](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "a1" && retried++ == 0) return Retry{"down", 0s};
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    stage.journal.is_down = true;
    stage.append("1", "a1");
    stage.append("1", "a2");
    stage.append("2", "b1");
    ASSERT_TRUE(stage.loop.run_until([&] {
        return erp->bodies().size() == 2 && stage.journal.settles > 0;
    }));
    for (int second = 0; second < 20; ++second)
        stage.loop.advance(1s);
    EXPECT_GT(stage.journal.settles, 10);
    EXPECT_EQ(erp->bodies().size(), 2u) << "a1 is not tried again before its outcome is durable";

    stage.journal.is_down = false;
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies().size(), 4u);
}

TEST(Dispatcher, ReadsOnWhenTheJournalIsBack) {
    Stage stage;
    const auto erp = stage.add("erp", {.window = {.deliveries = 4}});
    ASSERT_TRUE(stage.start());
    for (int event = 0; event < 20; ++event)
        stage.append(std::to_string(event), std::to_string(event));
    ASSERT_TRUE(stage.run_until_settled(1));
    stage.journal.is_down = true;
    stage.loop.advance(10s);
    stage.journal.is_down = false;
    EXPECT_TRUE(stage.run_to_the_end("erp"));
}

TEST(Dispatcher, RunsALaneAgainInOrderWhenASyncFailed) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 2});
    Door second_ran;
    std::atomic<int> syncs = 0;
    erp->handle = [&](const Event& event, const Attempt&) {
        if (event.body == "2") second_ran.open();
        return Done{};
    };
    erp->sync = [&]() -> Result<void> {
        if (++syncs > 1) return {};
        second_ran.pass(); // the lane has gone on before the outcome of 1 is known
        return failure(Errc::unavailable, "disk full");
    };
    ASSERT_TRUE(stage.start());
    for (const std::string body : {"1", "2", "3", "4"})
        stage.append("a", body);
    ASSERT_TRUE(stage.run_until_settled(1));
    EXPECT_EQ(stage.journal.settled[0].verdict, Settlement::Verdict::retry);
    EXPECT_EQ(stage.journal.settled[0].reason, "disk full");
    ASSERT_TRUE(stage.run_to_the_end("erp"));

    const auto ran = erp->bodies();
    EXPECT_EQ(Bodies(ran.begin(), ran.begin() + 2), (Bodies{"1", "2"}));
    EXPECT_EQ(Bodies(ran.end() - 4, ran.end()), (Bodies{"1", "2", "3", "4"}));
    std::vector<Position> done;
    for (const auto& settlement : stage.journal.settled)
        if (settlement.verdict == Settlement::Verdict::done) done.push_back(settlement.position);
    EXPECT_EQ(done, (std::vector<Position>{1, 2, 3, 4})) << "the first run of 2 does not count";
}

TEST(Dispatcher, StaysWithinTheWindowAndStillRunsAll) {
    Stage stage;
    const auto erp = stage.add("erp", {.window = {.deliveries = 20, .deliveries_of_a_lane = 5}});
    ASSERT_TRUE(stage.start());
    for (int event = 0; event < 500; ++event)
        stage.append(std::to_string(event % 7), std::to_string(event));
    ASSERT_TRUE(stage.run_until_settled(500));
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
    std::map<int, int> last;
    for (const auto& body : erp->bodies()) {
        const int event = std::stoi(body);
        EXPECT_GE(event, last[event % 7]);
        last[event % 7] = event;
    }
}

TEST(Dispatcher, CannotStartWithAHandlerThatDoesNotOpen) {
    Stage stage;
    stage.add("erp");
    const auto log = stage.add("log");
    log->open = []() -> Result<void> { return failure(Errc::misconfigured, "no such folder"); };
    const auto started = stage.start();
    ASSERT_FALSE(started);
    EXPECT_EQ(started.error(), (Error{Errc::misconfigured, "handler log: no such folder"}));
}

TEST(Dispatcher, CannotStartWithoutTheJournal) {
    Stage stage;
    stage.journal.is_down = true;
    EXPECT_EQ(stage.start().error().code, Errc::unavailable);
}

TEST(Dispatcher, HasItsHandlersReopenTheirFiles) {
    Stage stage;
    const auto erp = stage.add("erp");
    ASSERT_TRUE(stage.start());
    stage.dispatcher->reopen();
    EXPECT_EQ(erp->reopened, 1);
}

TEST(Dispatcher, StopsOnceWhatRunsIsSettled) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    Door door;
    erp->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        door.pass();
        if (attempt.stop.stop_requested()) return Reject{"was asked to stop"};
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    for (const std::string order : {"1", "2", "3"})
        stage.append(order, order);
    stage.loop.run_posted();
    door.await();
    std::optional<std::size_t> stuck;
    stage.dispatcher->stop({18s, 6s}, [&](std::size_t count) { stuck = count; });
    stage.loop.advance(17s);
    EXPECT_FALSE(stuck) << "it waits for what runs";
    door.open();
    ASSERT_TRUE(stage.loop.run_until([&] { return stuck.has_value(); }));
    EXPECT_EQ(*stuck, 0u);
    EXPECT_EQ(erp->bodies(), Bodies{"1"});
    EXPECT_EQ(stage.backlog("erp").pending, 2u) << "the rest is run after the next start";
    EXPECT_EQ(stage.backlog("erp").dead, 0u);
}

TEST(Dispatcher, CountsNoAttemptThatItsStopCutShort) {
    Stage stage;
    const auto erp = stage.add("erp");
    Door started;
    erp->handle = [&](const Event&, const Attempt& attempt) -> Outcome {
        Door stopped;
        const std::stop_callback on_stop(attempt.stop, [&] { stopped.open(); });
        started.open();
        stopped.pass();
        return Retry{"asked to stop"};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "a");
    stage.loop.run_posted();
    started.pass();
    std::optional<std::size_t> stuck;
    stage.dispatcher->stop({18s, 6s}, [&](std::size_t count) { stuck = count; });
    stage.loop.advance(18s);
    ASSERT_TRUE(stage.loop.run_until([&] { return stuck.has_value(); }));
    EXPECT_EQ(*stuck, 0u);
    EXPECT_EQ(stage.backlog("erp").pending, 1u);
    EXPECT_TRUE(stage.journal.settled.empty())
        << "no attempt, so no wait and no way to a dead letter";
}

TEST(Dispatcher, StopsAfterTheGraceWithoutACallThatDoesNotReturn) {
    Stage stage;
    const auto erp = stage.add("erp");
    Door door;
    erp->handle = [&](const Event&, const Attempt&) {
        door.pass();
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    stage.append("1", "a");
    stage.loop.run_posted();
    door.await();
    std::optional<std::size_t> stuck;
    stage.dispatcher->stop({19s, 6s}, [&](std::size_t count) { stuck = count; });
    stage.loop.advance(24s);
    EXPECT_FALSE(stuck);
    stage.loop.advance(1s);
    EXPECT_EQ(stuck, 1u);
    stage.dispatcher.reset();
    door.open();
    erp->destroyed.pass();
}

TEST(Dispatcher, StopsAtOnceWhenNothingRuns) {
    Stage stage;
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    std::optional<std::size_t> stuck;
    stage.dispatcher->stop({19s, 6s}, [&](std::size_t count) { stuck = count; });
    stage.loop.run_posted();
    EXPECT_EQ(stuck, 0u);
    stage.append("1", "a");
    stage.loop.run_posted();
    EXPECT_EQ(stage.backlog("erp").pending, 1u);
}

} // namespace
} // namespace orderhook
