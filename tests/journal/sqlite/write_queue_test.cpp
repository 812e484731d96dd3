#include "journal/sqlite/write_group.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace orderhook::test {

namespace {

using std::chrono::steady_clock;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

struct WriteQueueTest : testing::Test {
    WriteQueue queue{1'000};

    bool append(std::size_t bytes = 1) { return push(AppendOperation{{}, {}, bytes}); }
    bool settle(std::size_t settlements = 1) {
        return push(SettleOperation{std::vector<Settlement>(settlements), {}});
    }
    bool push(Operation operation) {
        auto one = only(std::move(operation));
        return !queue.push(one);
    }
};

TEST_F(WriteQueueTest, GivesASettlementThatCameDuringACommitAMomentToShareTheNext) {
    ASSERT_TRUE(append());
    ASSERT_EQ(queue.take(1h).size(), 1u);
    ASSERT_TRUE(settle()); // while that is written
    const auto began = steady_clock::now();
    EXPECT_EQ(queue.take(1h).size(), 1u);
    EXPECT_GE(steady_clock::now() - began, 2ms);
}

TEST_F(WriteQueueTest, WritesSettlementsWithTheAppendThatCameBehindThem) {
    ASSERT_TRUE(append());
    ASSERT_EQ(queue.take(1h).size(), 1u);
    ASSERT_TRUE(settle());
    ASSERT_TRUE(append());
    EXPECT_EQ(queue.take(1h).size(), 2u);
}

TEST_F(WriteQueueTest, WakesWhoWaitsForAnything) {
    for (int i = 0; i < 1'000; ++i) {
        std::jthread writer([&] {
            for (std::size_t taken = 0; taken < 3;)
                taken += queue.take(1h).size();
        });
        ASSERT_TRUE(settle()); // perhaps before the writer waits, perhaps while
        ASSERT_TRUE(append());
        ASSERT_TRUE(settle());
    }
}

TEST_F(WriteQueueTest, TakesBackTheSettlementsOfAGroupThatFailed) {
    ASSERT_TRUE(append());
    ASSERT_TRUE(settle());
    Operations group = queue.take(1h);
    EXPECT_EQ(refusable_of(group).size(), 1u);
    queue.put_back(std::move(group));
    EXPECT_EQ(queue.take(1h).size(), 1u);
    EXPECT_TRUE(append(1'000)) << "nothing of the refused append is counted";
}

TEST_F(WriteQueueTest, WritesSettlementsAtOnceWhenNoAppendsCome) {
    ASSERT_TRUE(settle());
    EXPECT_EQ(queue.take(1h).size(), 1u);
    ASSERT_TRUE(settle());
    EXPECT_EQ(queue.take(1h).size(), 1u);
}

TEST_F(WriteQueueTest, LeavesWhatDoesNotFitIntoACommitForTheNext) {
    ASSERT_TRUE(settle(8'000));
    ASSERT_TRUE(settle(8'000));
    EXPECT_EQ(queue.take(1h).size(), 1u);
    EXPECT_EQ(queue.take(1h).size(), 1u);
}

TEST_F(WriteQueueTest, SaysWhyAppendsAreRefusedUntilTheyAreAdmitted) {
    ASSERT_TRUE(append());
    ASSERT_TRUE(settle());
    EXPECT_EQ(queue.refuse({Errc::unavailable, "the disk is full"}).size(), 1u);
    EXPECT_FALSE(append());
    EXPECT_TRUE(settle());
    ASSERT_FALSE(queue.status());
    EXPECT_EQ(queue.status().error().message, "the disk is full");
    queue.admit();
    EXPECT_TRUE(queue.status());
    EXPECT_TRUE(append());
}

TEST_F(WriteQueueTest, RefusesAppendsBeyondItsBytesAndAfterItIsClosed) {
    EXPECT_TRUE(append(1'000));
    EXPECT_FALSE(append());
    EXPECT_TRUE(settle());
    EXPECT_TRUE(queue.status());
    queue.close();
    EXPECT_FALSE(queue.status());
    EXPECT_FALSE(settle());
    EXPECT_FALSE(queue.is_drained());
    EXPECT_EQ(queue.take(1h).size(), 2u);
    EXPECT_TRUE(queue.is_drained());
}

} // namespace

} // namespace orderhook::test
