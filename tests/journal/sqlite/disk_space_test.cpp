#include "journal/sqlite/disk_space.hpp"

#include <gtest/gtest.h>

namespace orderhook {

namespace {

constexpr std::uint64_t mebibyte = 1 << 20;

TEST(DiskSpace, FailsWhileLessThanTheReserveIsFree) {
    std::uint64_t free = 100 * mebibyte;
    DiskSpace disk("/data", 100 * mebibyte, [&](const auto&) { return free; });
    DiskSpace::Instant now{};
    EXPECT_TRUE(disk.check(now));

    free -= 1;
    const auto low = disk.check(now += std::chrono::seconds{1});
    ASSERT_FALSE(low);
    EXPECT_EQ(low.error().code, Errc::unavailable);
    EXPECT_EQ(low.error().message, "/data: disk has 99 MiB free, needs 100 MiB");

    free += 1;
    EXPECT_TRUE(disk.check(now += std::chrono::seconds{1}));
}

TEST(DiskSpace, AsksAtMostOnceASecond) {
    int asked = 0;
    DiskSpace disk("/data", 1, [&](const auto&) -> Result<std::uint64_t> {
        ++asked;
        return failure(Errc::unavailable, "no such disk");
    });
    DiskSpace::Instant now{};
    for (int i = 0; i < 20; ++i, now += std::chrono::milliseconds{100})
        EXPECT_FALSE(disk.check(now));
    EXPECT_EQ(asked, 2);
}

} // namespace

} // namespace orderhook
