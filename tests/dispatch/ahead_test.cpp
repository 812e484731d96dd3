#include "dispatch/ahead.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(Ahead, IsCertainOfNothingBeforeTheSurvey) {
    Ahead ahead(10);
    EXPECT_FALSE(ahead.is_clear(1));
    ahead.leave(2, 20);
    ahead.surveyed();
    EXPECT_TRUE(ahead.is_clear(1));
    EXPECT_FALSE(ahead.is_clear(2));
}

TEST(Ahead, LeavesALaneToTheCursorUntilItHasPassedItsLastDelivery) {
    Ahead ahead(10);
    ahead.surveyed();
    ahead.leave(1, 10);
    ahead.leave(1, 20);
    ahead.passed(19);
    EXPECT_FALSE(ahead.is_clear(1));
    ahead.passed(20);
    EXPECT_TRUE(ahead.is_clear(1));
}

TEST(Ahead, LetsTheCursorPassOverWhatWasTaken) {
    Ahead ahead(10);
    ahead.surveyed();
    ahead.take(1, 10);
    EXPECT_TRUE(ahead.is_clear(1));
    ahead.take(1, 20);
    ahead.leave(1, 30);
    EXPECT_TRUE(ahead.is_taken(1, 20));
    EXPECT_FALSE(ahead.is_taken(1, 30));
    EXPECT_FALSE(ahead.is_taken(2, 5));
    EXPECT_FALSE(ahead.is_clear(1));
}

TEST(Ahead, IsCertainOfNothingWhileItCouldNotRememberALane) {
    Ahead ahead(2);
    ahead.surveyed();
    ahead.leave(1, 10);
    ahead.leave(2, 20);
    ahead.leave(3, 30);
    ahead.leave(3, 40);
    EXPECT_EQ(ahead.lanes(), 2u);
    EXPECT_FALSE(ahead.is_clear(4));
    ahead.passed(39);
    EXPECT_FALSE(ahead.is_clear(3));
    ahead.passed(40);
    EXPECT_TRUE(ahead.is_clear(3));
    EXPECT_TRUE(ahead.is_clear(4)) << "the first two are forgotten";
    EXPECT_EQ(ahead.lanes(), 0u);
}

TEST(Ahead, TakesNothingThatItCouldNotRemember) {
    Ahead ahead(1);
    ahead.surveyed();
    ahead.take(1, 10);
    EXPECT_FALSE(ahead.is_clear(2));
    EXPECT_TRUE(ahead.is_clear(1));
    ahead.passed(10);
    EXPECT_TRUE(ahead.is_clear(2));
}

TEST(Ahead, ForgetsAllOnceNothingIsAhead) {
    Ahead ahead(1);
    ahead.leave(1, 10);
    ahead.leave(2, 20);
    ahead.clear();
    EXPECT_TRUE(ahead.is_clear(1));
    EXPECT_TRUE(ahead.is_clear(2));
    EXPECT_EQ(ahead.lanes(), 0u);
}

} // namespace
} // namespace orderhook
