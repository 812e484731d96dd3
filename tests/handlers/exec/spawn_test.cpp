#include "handlers/exec/spawn.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace orderhook {
namespace {

struct SpawnTest : testing::Test {
    LiveGroups groups;
    LiveGroups::Place place{groups};
    int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    pid_t id = 0;

    ~SpawnTest() override { ::close(null); }

    int run(const char* program) {
        char* const arguments[] = {const_cast<char*>(program), nullptr};
        char* const environment[] = {nullptr};
        return spawn({arguments, environment, "/", null, null, &place}, id);
    }
};

TEST_F(SpawnTest, StartsNothingOnceAllGroupsWereKilled) {
    groups.kill_all();
    EXPECT_EQ(run("/bin/true"), ECANCELED);
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "it is not left behind";
    EXPECT_EQ(errno, ECHILD);
}

TEST_F(SpawnTest, LeavesItsPlaceWhenTheProgramCannotBeRun) {
    EXPECT_EQ(run("/no/such/program"), ENOENT);
    groups.kill_all(); // must not meet whoever has the number now
    EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
}

TEST_F(SpawnTest, IsKilledWithAllGroupsFromItsFirstMoment) {
    ASSERT_EQ(run("/usr/bin/yes"), 0);
    groups.kill_all();
    int status = 0;
    EXPECT_EQ(::waitpid(id, &status, 0), id);
    EXPECT_TRUE(WIFSIGNALED(status));
}

} // namespace
} // namespace orderhook
