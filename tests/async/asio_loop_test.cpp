#include "async/asio_loop.hpp"
#include "support/patience.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace orderhook {
namespace {

using std::chrono::milliseconds;

TEST(AsioLoop, RunsPostedTasksInOrderAndNeverInsideTheCall) {
    boost::asio::io_context context(1);
    AsioLoop loop(context);
    std::vector<int> ran;
    loop.post([&] {
        loop.post([&] { ran.push_back(3); });
        ran.push_back(1);
    });
    loop.post([&] { ran.push_back(2); });
    EXPECT_TRUE(ran.empty());
    context.run();
    EXPECT_EQ(ran, (std::vector{1, 2, 3}));
}

TEST(AsioLoop, TakesTasksFromOtherThreads) {
    boost::asio::io_context context(1);
    AsioLoop loop(context);
    int ran = 0;
    std::thread poster([&] {
        for (int i = 0; i < 1000; ++i)
            loop.post([&] { ++ran; });
    });
    while (ran < 1000) {
        context.restart();
        context.run_one_for(test::patience);
    }
    poster.join();
    EXPECT_EQ(ran, 1000);
}

TEST(AsioLoop, RunsDelayedTasksByTheirTime) {
    boost::asio::io_context context(1);
    AsioLoop loop(context);
    std::vector<int> ran;
    loop.after(milliseconds{200}, [&] { ran.push_back(2); });
    loop.after(milliseconds{1}, [&] { ran.push_back(1); });
    context.run();
    EXPECT_EQ(ran, (std::vector{1, 2}));
}

TEST(AsioLoop, DropsWaitingTasksWhenItEnds) {
    auto held = std::make_shared<int>(0);
    {
        boost::asio::io_context context(1);
        AsioLoop loop(context);
        loop.after(std::chrono::hours{1}, [held] { ++*held; });
        loop.post([&] { context.stop(); });
        context.run();
        EXPECT_EQ(held.use_count(), 2);
    }
    EXPECT_EQ(held.use_count(), 1);
    EXPECT_EQ(*held, 0);
}

} // namespace
} // namespace orderhook
