#include "app/open_files.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

namespace orderhook {
namespace {

class OpenFilesTest : public testing::Test {
protected:
    OpenFilesTest() { getrlimit(RLIMIT_NOFILE, &before_); }
    ~OpenFilesTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

    void lower_to(rlim_t soft) {
        const rlimit lowered{soft, before_.rlim_max};
        ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &lowered), 0);
    }

    rlimit before_{};
};

TEST_F(OpenFilesTest, AreRaisedToWhatIsWantedAndAllowed) {
    lower_to(100);
    EXPECT_EQ(raise_open_files(120), 120u);
    rlimit now{};
    getrlimit(RLIMIT_NOFILE, &now);
    EXPECT_EQ(now.rlim_cur, 120u);
    EXPECT_EQ(now.rlim_max, before_.rlim_max);
    if (before_.rlim_max == RLIM_INFINITY) return;
    EXPECT_EQ(raise_open_files(std::uint64_t{before_.rlim_max} + 1), before_.rlim_max);
}

TEST_F(OpenFilesTest, AreNeverLowered) {
    lower_to(100);
    EXPECT_EQ(raise_open_files(10), 100u);
}

} // namespace
} // namespace orderhook
