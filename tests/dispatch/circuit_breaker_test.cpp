#include "dispatch/circuit_breaker.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using namespace std::chrono_literals;

struct Trial {
    explicit Trial(BreakerOptions options = {}, double drawn = 0)
        : breaker(options, [drawn] { return drawn; }) {}

    void fail_lanes(Lane first, Lane last) {
        for (Lane lane = first; lane <= last; ++lane)
            breaker.record(lane, true, now);
    }
    void do_lanes(Lane first, Lane last) {
        for (Lane lane = first; lane <= last; ++lane)
            breaker.record(lane, false, now);
    }
    /// How long it waits for its next probe.
    Duration wait() { return *breaker.next_probe() - now; }
    void probe(Lane lane, bool failed) {
        now += wait();
        EXPECT_TRUE(breaker.may_probe(now));
        breaker.probe(lane);
        EXPECT_FALSE(breaker.may_probe(now + 1h)) << "one probe at a time";
        breaker.record(lane, failed, now);
    }

    Time now{std::chrono::seconds{1'000'000}};
    CircuitBreaker breaker;
};

TEST(CircuitBreaker, OpensWhenTenLanesAndOverHalfOfThoseTriedFailed) {
    Trial trial;
    trial.do_lanes(1, 9);
    trial.fail_lanes(11, 19);
    EXPECT_FALSE(trial.breaker.is_open()) << "nine failed";
    trial.fail_lanes(20, 20);
    EXPECT_TRUE(trial.breaker.is_open());
    EXPECT_FALSE(trial.breaker.may_probe(trial.now));
}

TEST(CircuitBreaker, StaysClosedWhileHalfOfTheLanesWork) {
    Trial trial;
    trial.do_lanes(1, 100);
    trial.fail_lanes(101, 200);
    EXPECT_FALSE(trial.breaker.is_open());
    trial.fail_lanes(201, 201);
    EXPECT_TRUE(trial.breaker.is_open());
}

TEST(CircuitBreaker, IsNotOpenedByOneOrderHoweverOftenItFails) {
    Trial trial;
    for (int attempt = 0; attempt < 1000; ++attempt)
        trial.fail_lanes(7, 7);
    EXPECT_FALSE(trial.breaker.is_open());
}

TEST(CircuitBreaker, CountsALaneByItsLastAttempt) {
    Trial trial;
    trial.fail_lanes(1, 9);
    trial.do_lanes(1, 5);
    trial.fail_lanes(10, 14);
    EXPECT_FALSE(trial.breaker.is_open()) << "nine of fourteen failed last";
    trial.fail_lanes(5, 5);
    EXPECT_TRUE(trial.breaker.is_open());
}

TEST(CircuitBreaker, ForgetsWhatIsOlderThanItsWindow) {
    Trial trial;
    trial.fail_lanes(1, 9);
    trial.now += 60s;
    trial.fail_lanes(10, 10);
    EXPECT_FALSE(trial.breaker.is_open());
    trial.fail_lanes(11, 19);
    EXPECT_TRUE(trial.breaker.is_open());
}

TEST(CircuitBreaker, RemembersABoundedNumberOfLanes) {
    Trial trial({.most_lanes = 30});
    trial.do_lanes(1, 1000);
    trial.fail_lanes(1001, 1015);
    EXPECT_FALSE(trial.breaker.is_open());
    trial.fail_lanes(1016, 1016);
    EXPECT_TRUE(trial.breaker.is_open()) << "16 of the last 30";
}

TEST(CircuitBreaker, WaitsLongerBeforeEachProbeUpToABound) {
    Trial trial;
    trial.fail_lanes(1, 10);
    std::vector<Duration> waits;
    for (Lane lane = 1; lane <= 9; ++lane) {
        waits.push_back(trial.wait());
        trial.probe(lane, true);
    }
    EXPECT_EQ(waits, (std::vector<Duration>{500ms, 1s, 2s, 4s, 8s, 16s, 30s, 30s, 30s}))
        << "the lower end of each span";
    Trial late({}, 0.999'999);
    late.fail_lanes(1, 10);
    EXPECT_GT(late.wait(), 999ms);
    EXPECT_LE(late.wait(), 1s);
}

TEST(CircuitBreaker, ClosesWhenAProbeWorksAndCountsAnew) {
    Trial trial;
    trial.fail_lanes(1, 10);
    trial.probe(3, false);
    EXPECT_FALSE(trial.breaker.is_open());
    EXPECT_EQ(trial.breaker.next_probe(), std::nullopt);
    trial.fail_lanes(1, 9);
    EXPECT_FALSE(trial.breaker.is_open());
    trial.fail_lanes(10, 10);
    EXPECT_TRUE(trial.breaker.is_open());
    EXPECT_EQ(trial.wait(), 500ms);
}

TEST(CircuitBreaker, IgnoresAttemptsThatStartedBeforeItOpened) {
    Trial trial;
    trial.fail_lanes(1, 10);
    trial.do_lanes(11, 40);
    trial.fail_lanes(41, 41);
    EXPECT_TRUE(trial.breaker.is_open());
    EXPECT_EQ(trial.wait(), 500ms);
}

TEST(CircuitBreaker, ProbesLanesInTurn) {
    Trial trial;
    trial.fail_lanes(1, 10);
    EXPECT_EQ(trial.breaker.rank(1), 0u);
    trial.probe(1, true);
    trial.probe(2, true);
    EXPECT_EQ(trial.breaker.rank(3), 0u);
    EXPECT_LT(trial.breaker.rank(1), trial.breaker.rank(2)) << "1 was probed longer ago";
    EXPECT_GT(trial.breaker.rank(1), 0u);
    trial.probe(1, true);
    EXPECT_LT(trial.breaker.rank(2), trial.breaker.rank(1));
}

TEST(CircuitBreaker, ProbesAgainAtOnceWhenAProbeTellsNothing) {
    Trial trial;
    trial.fail_lanes(1, 10);
    trial.now += trial.wait();
    trial.breaker.probe(1);
    trial.breaker.pass_over(2);
    EXPECT_FALSE(trial.breaker.may_probe(trial.now));
    trial.breaker.pass_over(1);
    EXPECT_TRUE(trial.breaker.may_probe(trial.now));
}

TEST(CircuitBreaker, NeverOpensWhenItIsSwitchedOff) {
    Trial trial({.enabled = false});
    trial.fail_lanes(1, 1000);
    EXPECT_FALSE(trial.breaker.is_open());
}

} // namespace
} // namespace orderhook
