#include "journal/sqlite/file_system.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace orderhook {

namespace {

TEST(RealPath, LeadsToTheFileThatALinkNames) {
    const test::TemporaryFolder folder;
    std::ofstream(folder / "file").flush();
    std::filesystem::create_symlink("file", folder / "link");
    EXPECT_EQ(real_path(folder / "link"), folder / "file");
}

TEST(RealPath, FollowsALinkToWhatIsNotThereYet) {
    const test::TemporaryFolder folder;
    std::filesystem::create_symlink("second", folder / "first");
    std::filesystem::create_symlink(folder / "file", folder / "second");
    EXPECT_EQ(real_path(folder / "first"), folder / "file");
}

TEST(RealPath, IsAbsoluteThoughNothingIsThere) {
    EXPECT_EQ(real_path("nothing"), std::filesystem::current_path() / "nothing");
}

TEST(FileSystem, IsNamed) {
    const std::string here = file_system_of("/proc");
    EXPECT_EQ(here, "0x9fa0"); // proc has no name here
    EXPECT_EQ(file_system_of("/proc/no-such-file"), here);
    EXPECT_EQ(file_system_of("/no/such/folder"), "unknown");
}

TEST(FileSystem, KnowsWhatIsNoLocalDisk) {
    for (const char* name :
         {"nfs", "cifs", "smb2", "ceph", "fuse", "9p", "overlay", "aufs", "tmpfs"})
        EXPECT_TRUE(may_lose_files(name)) << name;
    for (const char* name : {"ext4", "xfs", "btrfs", "zfs", "0x9fa0", "unknown", ""})
        EXPECT_FALSE(may_lose_files(name)) << name;
}

TEST(FileSystem, SaysHowMuchIsFree) {
    const auto free = free_space(std::filesystem::temp_directory_path());
    ASSERT_TRUE(free);
    EXPECT_GT(*free, 0u);
    const auto missing = free_space("/no/such/folder");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, Errc::unavailable);
}

} // namespace

} // namespace orderhook
