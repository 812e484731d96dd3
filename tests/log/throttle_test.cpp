#include "log/throttle.hpp"

#include <gtest/gtest.h>

namespace orderhook::log {
namespace {

using std::chrono::milliseconds;

TEST(Throttle, PassesOneLineASpanAndTellsHowManyItHeldBack) {
    Throttle throttle(std::chrono::seconds{1});
    const Time start{std::chrono::hours{1}};
    EXPECT_EQ(throttle.pass(start), 0u);
    EXPECT_EQ(throttle.pass(start + milliseconds{1}), std::nullopt);
    EXPECT_EQ(throttle.pass(start + milliseconds{999}), std::nullopt);
    EXPECT_EQ(throttle.pass(start + milliseconds{1000}), 2u);
    EXPECT_EQ(throttle.pass(start + milliseconds{5000}), 0u);
}

TEST(Throttle, IsNotSilentWhenTheClockGoesBack) {
    Throttle throttle(std::chrono::seconds{1});
    const Time start{std::chrono::hours{1}};
    EXPECT_TRUE(throttle.pass(start));
    EXPECT_TRUE(throttle.pass(start - std::chrono::minutes{5}));
}

constexpr std::chrono::hours span{1};
constexpr std::chrono::seconds pause{1};

TEST(KeyThrottle, PassesOneLineASpanForEachKey) {
    KeyThrottle throttle(span, pause, 10);
    const Time start{span};
    EXPECT_EQ(throttle.pass(1, start), 0u);
    EXPECT_EQ(throttle.pass(1, start + pause), std::nullopt);
    EXPECT_EQ(throttle.pass(2, start + pause), 0u);
    EXPECT_EQ(throttle.pass(1, start + span), 0u);
    EXPECT_EQ(throttle.pass(2, start + span), std::nullopt);
    EXPECT_TRUE(throttle.pass(1, start - span)) << "the clock went back";
}

TEST(KeyThrottle, PassesAKeyThatWasHeldBackForAnotherLater) {
    KeyThrottle throttle(span, pause, 10);
    const Time start{span};
    EXPECT_EQ(throttle.pass(1, start), 0u);
    EXPECT_EQ(throttle.pass(2, start), std::nullopt);
    EXPECT_EQ(throttle.pass(2, start + pause), 1u);
}

TEST(KeyThrottle, BeginsAnewRatherThanRememberTooManyKeys) {
    KeyThrottle throttle(span, pause, 2);
    const Time start{span};
    for (std::size_t key = 0; key < 3; ++key)
        EXPECT_TRUE(throttle.pass(key, start + pause * key)) << key;
    EXPECT_TRUE(throttle.pass(0, start + pause * 3)) << "it was forgotten";
    EXPECT_FALSE(throttle.pass(2, start + pause * 4));
}

} // namespace
} // namespace orderhook::log
