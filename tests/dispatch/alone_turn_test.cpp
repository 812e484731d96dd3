#include "dispatch/alone_turn.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using Step = AloneTurn::Step;

TEST(AloneTurn, StaysOpenWhileNobodyWantsIt) {
    AloneTurn turn;
    EXPECT_EQ(turn.next(false, true, false), Step::none);
    EXPECT_TRUE(turn.is_open());
}

TEST(AloneTurn, WaitsUntilNothingIsAtWorkAndThenUntilTheDeliveryHasRun) {
    AloneTurn turn;
    EXPECT_EQ(turn.next(true, false, false), Step::close);
    EXPECT_FALSE(turn.is_open());
    EXPECT_EQ(turn.next(true, false, false), Step::none);
    EXPECT_EQ(turn.next(true, true, false), Step::run);
    EXPECT_EQ(turn.next(true, false, false), Step::none) << "another one has to wait";
    EXPECT_FALSE(turn.is_open());
    EXPECT_EQ(turn.next(true, true, false), Step::reopen);
    EXPECT_TRUE(turn.is_open());
    EXPECT_EQ(turn.next(true, true, false), Step::close) << "then it is the other's turn";
}

TEST(AloneTurn, GivesWayToACallPastItsTimeout) {
    AloneTurn turn;
    EXPECT_EQ(turn.next(true, false, true), Step::none);
    EXPECT_EQ(turn.next(true, false, false), Step::close);
    EXPECT_EQ(turn.next(true, false, true), Step::reopen);
    EXPECT_EQ(turn.next(true, false, true), Step::none);
}

TEST(AloneTurn, ReopensWhenTheDeliveryItselfIsPastItsTimeout) {
    AloneTurn turn;
    (void)turn.next(true, true, false);
    EXPECT_EQ(turn.next(true, true, false), Step::run);
    EXPECT_EQ(turn.next(false, false, true), Step::reopen);
}

TEST(AloneTurn, ReopensWhenTheDeliveryIsNotWantedAnyMore) {
    AloneTurn turn;
    (void)turn.next(true, false, false);
    EXPECT_EQ(turn.next(false, false, false), Step::reopen);
}

} // namespace
} // namespace orderhook
