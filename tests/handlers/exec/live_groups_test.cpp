#include "handlers/exec/live_groups.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace orderhook {
namespace {

pid_t start_leader() {
    const pid_t leader = ::fork();
    if (leader == 0) {
        ::setpgid(0, 0);
        for (;;)
            ::pause();
    }
    ::setpgid(leader, leader); // whoever comes first
    return leader;
}

int signal_that_ended(pid_t leader) {
    int status = 0;
    return ::waitpid(leader, &status, 0) == leader && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

TEST(LiveGroups, KillsThoseThatAreInTheirPlaces) {
    LiveGroups groups;
    LiveGroups::Place empty(groups), left(groups), taken(groups);
    const pid_t leader = start_leader();
    const pid_t other = start_leader();
    EXPECT_TRUE(taken.enter(leader));
    EXPECT_TRUE(left.enter(other));
    left.leave();
    groups.kill_all();
    EXPECT_EQ(signal_that_ended(leader), SIGKILL);
    EXPECT_EQ(::waitpid(other, nullptr, WNOHANG), 0);
    ::kill(other, SIGTERM);
    EXPECT_EQ(signal_that_ended(other), SIGTERM);
}

TEST(LiveGroups, TurnsAwayWhoComesAfterAllWereKilled) {
    LiveGroups groups;
    LiveGroups::Place before(groups);
    groups.kill_all();
    LiveGroups::Place after(groups);
    EXPECT_FALSE(before.enter(1'000'000'000));
    EXPECT_FALSE(after.enter(1'000'000'000));
}

TEST(LiveGroups, ForgetsAPlaceThatIsGivenBack) {
    LiveGroups groups;
    const pid_t leader = start_leader();
    {
        LiveGroups::Place place(groups);
        EXPECT_TRUE(place.enter(leader));
    }
    groups.kill_all();
    EXPECT_EQ(::waitpid(leader, nullptr, WNOHANG), 0);
    ::kill(leader, SIGTERM);
    EXPECT_EQ(signal_that_ended(leader), SIGTERM);
}

} // namespace
} // namespace orderhook
