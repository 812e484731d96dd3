#include "async/task_group.hpp"
#include "async/token.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

namespace orderhook {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::milliseconds;

asio::awaitable<void> wait(asio::steady_timer& timer, int& ended) {
    co_await timer.async_wait(tuple);
    ++ended;
}

asio::awaitable<void> wait_twice(asio::steady_timer& timer) {
    co_await timer.async_wait(tuple);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<void> end_at_once() { co_return; }

asio::awaitable<void> fail() {
    throw std::runtime_error("cannot go on");
    co_return;
}

struct Group {
    asio::io_context context{1};
    asio::steady_timer never{context, hours{1}};
    TaskGroup tasks{context.get_executor()};
    std::optional<bool> joined;
    int ended = 0;

    void join(std::chrono::steady_clock::duration bound) {
        joined.reset();
        asio::co_spawn(context, tasks.join(bound), [this](std::exception_ptr, bool all) {
            joined = all;
        });
    }
};

TEST(TaskGroup, JoinsAtOnceWithoutChildren) {
    Group group;
    group.join(hours{1});
    group.context.run();
    EXPECT_EQ(group.joined, true);
}

TEST(TaskGroup, JoinsWhenTheLastChildHasEnded) {
    Group group;
    group.tasks.spawn(wait(group.never, group.ended));
    group.tasks.spawn(end_at_once());
    group.join(hours{1});
    group.context.poll();
    EXPECT_EQ(group.tasks.size(), 1u);
    EXPECT_FALSE(group.joined);
    group.never.cancel();
    group.context.run();
    EXPECT_EQ(group.joined, true);
    EXPECT_EQ(group.ended, 1);
}

TEST(TaskGroup, StopsJoiningAfterTheBound) {
    Group group;
    group.tasks.spawn(wait(group.never, group.ended));
    group.join(milliseconds{1});
    while (!group.joined)
        group.context.run_one();
    EXPECT_EQ(group.joined, false);
    group.never.cancel();
    group.context.run();
    EXPECT_EQ(group.tasks.size(), 0u);
}

TEST(TaskGroup, EmitsToEveryChildThoughTheyLeaveMeanwhile) {
    Group group;
    for (int i = 0; i < 5; ++i)
        group.tasks.spawn(wait(group.never, group.ended));
    group.context.poll();
    group.tasks.emit(asio::cancellation_type::terminal);
    group.join(hours{1});
    group.context.run();
    EXPECT_EQ(group.joined, true);
    EXPECT_EQ(group.ended, 5);
}

TEST(TaskGroup, TakesACancelledChildForAnEndedOne) {
    Group group;
    group.tasks.spawn(wait_twice(group.never));
    group.context.poll();
    group.tasks.emit(asio::cancellation_type::terminal);
    EXPECT_NO_THROW(group.context.run());
    EXPECT_EQ(group.tasks.size(), 0u);
}

TEST(TaskGroup, LetsAFailureLeaveTheLoop) {
    Group group;
    group.tasks.spawn(fail());
    EXPECT_THROW(group.context.run(), std::runtime_error);
    EXPECT_EQ(group.tasks.size(), 0u);
}

} // namespace
} // namespace orderhook
