#include "dispatch/retry_policy.hpp"

#include <gtest/gtest.h>

#include <random>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using Verdict = Settlement::Verdict;

constexpr Time now{std::chrono::seconds{1'622'589'300}};

RetryPolicy policy_drawing(double share) {
    return {RetryOptions{}, [share] { return share; }};
}

TEST(RetryPolicy, DoublesTheBoundUpToTheCap) {
    const auto policy = policy_drawing(0);
    struct Case {
        std::uint32_t attempt;
        Duration bound;
    };
    const std::vector<Case> cases{
        {0, 1s},
        {1, 1s},
        {2, 2s},
        {3, 4s},
        {10, 512s},
        {11, 10min},
        {20, 10min},
        {63, 10min},
        {64, 10min},
        {1000, 10min},
        {4'294'967'295u, 10min},
    };
    for (const auto& [attempt, bound] : cases)
        EXPECT_EQ(policy.bound(attempt), bound) << attempt;
}

TEST(RetryPolicy, DrawsTheWaitFromTheWholeSpan) {
    EXPECT_EQ(policy_drawing(0).settlement(3, Retry{"down"}, now).due_at, now);
    EXPECT_EQ(policy_drawing(0.5).settlement(3, Retry{"down"}, now).due_at, now + 2s);

    std::mt19937_64 random{7};
    const RetryPolicy policy({}, [&] { return std::uniform_real_distribution{}(random); });
    Duration least = 10min;
    Duration most = 0s;
    for (int draw = 0; draw < 1000; ++draw) {
        const Duration wait = policy.settlement(5, Retry{"down"}, now).due_at - now;
        least = std::min(least, wait);
        most = std::max(most, wait);
    }
    EXPECT_GE(least, 0s);
    EXPECT_LT(least, 500ms);
    EXPECT_LE(most, 16s);
    EXPECT_GT(most, 15500ms);
}

TEST(RetryPolicy, HonoursTheDelayThatAHandlerAsksForWithinADay) {
    const auto policy = policy_drawing(0.5);
    const auto wait = [&](Duration asked) {
        return policy.settlement(1, Retry{"busy", asked}, now).due_at - now;
    };
    EXPECT_EQ(wait(90s), 90s);
    EXPECT_EQ(wait(3h), 3h);
    EXPECT_EQ(wait(0s), 0s);
    EXPECT_EQ(wait(-5s), 0s);
    EXPECT_EQ(wait(48h), 24h);
    EXPECT_EQ(wait(Duration::max()), 24h);
    EXPECT_EQ(wait(Duration::min()), 0s);
}

TEST(RetryPolicy, EndsInADeadLetterAtTheLastAttempt) {
    const auto policy = policy_drawing(0.5);
    const auto before = policy.settlement(19, Retry{"down"}, now);
    EXPECT_EQ(before.verdict, Verdict::retry);
    EXPECT_EQ(before.attempt, 19u);
    for (const std::uint32_t attempt : {20u, 21u, 1000u}) {
        const auto last = policy.settlement(attempt, Retry{"down", 1s}, now);
        EXPECT_EQ(last.verdict, Verdict::dead);
        EXPECT_EQ(last.reason, "down");
    }
}

TEST(RetryPolicy, SettlesDoneAndRejectAtOnce) {
    const auto policy = policy_drawing(0.5);
    const auto done = policy.settlement(2, Done{}, now);
    EXPECT_EQ(done.verdict, Verdict::done);
    EXPECT_EQ(done.attempt, 2u);
    EXPECT_EQ(done.reason, "");
    const auto rejected = policy.settlement(1, Reject{"no such product"}, now);
    EXPECT_EQ(rejected.verdict, Verdict::dead);
    EXPECT_EQ(rejected.reason, "no such product");
}

TEST(RetryPolicy, HasACrashTriedAgainAtOnceUntilItIsTheCause) {
    const auto policy = policy_drawing(0.5);
    const auto crash = policy.crash(20, 0, now);
    EXPECT_EQ(crash.verdict, Verdict::retry) << "beside others nobody knows whose it was";
    EXPECT_EQ(crash.attempt, 20u);
    EXPECT_EQ(crash.due_at, now);
    EXPECT_EQ(crash.reason, "the process ended while the handler ran");
    EXPECT_EQ(policy.crash(4, 2, now).verdict, Verdict::retry);
    EXPECT_EQ(policy.crash(20, 1, now).verdict, Verdict::dead) << "the last attempt";
    const auto third = policy.crash(4, 3, now);
    EXPECT_EQ(third.verdict, Verdict::dead);
    EXPECT_EQ(
        third.reason,
        "the process ended while the handler ran, 3 times after it was started alone: it is the "
        "cause"
    );
}

TEST(RetryPolicy, CutsLongReasonsBetweenCharacters) {
    const auto policy = policy_drawing(0.5);
    const auto reason = [&](std::string text) {
        return policy.settlement(1, Retry{std::move(text)}, now).reason;
    };
    EXPECT_EQ(reason(std::string(2000, 'x')).size(), 2000u);
    EXPECT_EQ(reason(std::string(50'000, 'x')).size(), 2000u);
    EXPECT_EQ(reason(std::string(1999, 'x') + "é and more"), std::string(1999, 'x'));
    EXPECT_EQ(reason(std::string(1998, 'x') + "é and more"), std::string(1998, 'x') + "é");
    EXPECT_EQ(reason(std::string(1997, 'x') + "\U0001F4E6 more"), std::string(1997, 'x'));
    EXPECT_EQ(reason(std::string(5000, '\x80')).size(), 2000u);
}

} // namespace
} // namespace orderhook
