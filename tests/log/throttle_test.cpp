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

} // namespace
} // namespace orderhook::log
