#include "handlers/failing_disk.hpp"
#include "handlers/line_file.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace orderhook {
namespace {

using test::content_of;
using test::FileSizeLimit;
using test::TemporaryFolder;

struct LineFileTest : testing::Test {
    test::FailingDisk disk;
    TemporaryFolder folder;
    std::filesystem::path path = folder / "events.jsonl";
};

/// What of the lines was not appended.
std::string rest_of(LineFile& file, std::string lines) {
    (void)file.append(lines);
    return lines;
}

std::string error_of(LineFile& file, std::string lines) {
    const auto appended = file.append(lines);
    return appended ? "no error" : appended.error().message;
}

TEST_F(LineFileTest, AppendsToWhatIsThere) {
    std::ofstream(path) << "old\n";
    LineFile file({.path = path});
    EXPECT_EQ(rest_of(file, "one\ntwo\n"), "");
    EXPECT_EQ(rest_of(file, "three\n"), "");
    EXPECT_EQ(content_of(path), "old\none\ntwo\nthree\n");
}

TEST_F(LineFileTest, MakesAFileThatOthersCannotRead) {
    ::umask(022);
    LineFile file({.path = path});
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_EQ(rest_of(file, "one\n"), "");
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(LineFileTest, EndsATornLineBeforeItAppends) {
    std::ofstream(path) << "whole\n{\"to";
    LineFile file({.path = path});
    EXPECT_EQ(rest_of(file, "one\n"), "");
    EXPECT_EQ(content_of(path), "whole\n{\"to\none\n");
}

TEST_F(LineFileTest, TakesBackALineThatDidNotFit) {
    LineFile file({.path = path});
    {
        const FileSizeLimit limit(15);
        std::string lines = "0123456789\ndoes not fit\nabc\n";
        const auto appended = file.append(lines);
        ASSERT_FALSE(appended);
        EXPECT_EQ(appended.error().code, Errc::unavailable);
        EXPECT_EQ(appended.error().message, path.string() + ": cannot write: File too large");
        EXPECT_EQ(lines, "does not fit\nabc\n") << "the first one is durable";
        EXPECT_EQ(disk.syncs, 1);
        EXPECT_EQ(content_of(path), "0123456789\n");
        EXPECT_EQ(rest_of(file, "abc\n"), "");
        EXPECT_EQ(rest_of(file, "does not fit either\n"), "does not fit either\n");
        EXPECT_EQ(disk.syncs, 2);
    }
    EXPECT_EQ(rest_of(file, "fits again\n"), "");
    EXPECT_EQ(content_of(path), "0123456789\nabc\nfits again\n");
}

TEST_F(LineFileTest, TakesBackNoMoreThanItWroteFromAFileThatSomebodyEmptied) {
    LineFile file({.path = path});
    ASSERT_EQ(rest_of(file, "0123456789\n"), "");
    std::filesystem::resize_file(path, 0);
    const FileSizeLimit limit(5);
    EXPECT_EQ(rest_of(file, "does not fit\n"), "does not fit\n");
    EXPECT_EQ(content_of(path), "");
}

TEST_F(LineFileTest, SaysWhyItCannotWrite) {
    LineFile full({.path = "/dev/full"});
    EXPECT_EQ(error_of(full, "one\n"), "/dev/full: cannot write: No space left on device");
    LineFile lost({.path = folder / "none" / "events.jsonl"});
    EXPECT_TRUE(error_of(lost, "one\n").ends_with("cannot open: No such file or directory"));
}

TEST_F(LineFileTest, LeavesAFileAloneThatAnotherHandlerWritesTo) {
    LineFile first({.path = path});
    ASSERT_EQ(rest_of(first, "one\n"), "");
    LineFile second({.path = path});
    EXPECT_EQ(
        error_of(second, "two\n"),
        path.string() + ": another handler or process writes to this file"
    );
    EXPECT_EQ(content_of(path), "one\n");
}

TEST_F(LineFileTest, SharesADeviceWithOthers) {
    LineFile first({.path = "/dev/null"});
    LineFile second({.path = "/dev/null"});
    EXPECT_EQ(rest_of(first, "one\n"), "");
    EXPECT_EQ(rest_of(second, "two\n"), "");
}

TEST_F(LineFileTest, LeavesADatabaseAlone) {
    const std::string database("SQLite format 3\0pages", 21);
    std::ofstream(path) << database;
    LineFile file({.path = path});
    EXPECT_EQ(
        error_of(file, "one\n"),
        path.string() + ": this is a database, such as the journal, not a file of lines"
    );
    EXPECT_EQ(content_of(path), database);
}

TEST_F(LineFileTest, SyncsOnceForManyLines) {
    LineFile file({.path = path});
    EXPECT_EQ(rest_of(file, ""), "");
    EXPECT_EQ(disk.syncs, 0);
    EXPECT_EQ(rest_of(file, "one\ntwo\n"), "");
    EXPECT_EQ(disk.syncs, 1);
}

TEST_F(LineFileTest, DoesNotSyncWhenToldNotTo) {
    LineFile file({.path = path, .fsync = false});
    EXPECT_EQ(rest_of(file, "one\n"), "");
    EXPECT_EQ(content_of(path), "one\n");
    EXPECT_EQ(disk.syncs, 0);
}

TEST_F(LineFileTest, HandsBackLinesThatAFailedSyncMayHaveLost) {
    LineFile file({.path = path});
    ASSERT_EQ(rest_of(file, "durable\n"), "");
    disk.sync_fails = true;
    EXPECT_EQ(error_of(file, "one\n"), path.string() + ": cannot sync: Input/output error");
    EXPECT_EQ(rest_of(file, "one\n"), "one\n");
    ::truncate(path.c_str(), 10); // what the disk kept
    disk.sync_fails = false;
    EXPECT_EQ(rest_of(file, "one\ntwo\n"), "");
    EXPECT_EQ(content_of(path), "durable\non\none\ntwo\n");
}

TEST_F(LineFileTest, WritesToANewFileAfterReopen) {
    LineFile file({.path = path});
    ASSERT_EQ(rest_of(file, "one\n"), "");
    std::filesystem::rename(path, folder / "moved");
    ASSERT_EQ(rest_of(file, "two\n"), "");
    file.reopen();
    ASSERT_EQ(rest_of(file, "three\n"), "");
    EXPECT_EQ(content_of(folder / "moved"), "one\ntwo\n");
    EXPECT_EQ(content_of(path), "three\n");
}

TEST_F(LineFileTest, RotatesBetweenLinesAndKeepsAsManyAsTold) {
    LineFile file({.path = path, .rotate_size = 8, .rotate_keep = 2});
    EXPECT_EQ(rest_of(file, "aaa\nbbb\nccc\n"), "");
    EXPECT_EQ(disk.syncs, 2) << "each file before the next one is begun";
    EXPECT_EQ(rest_of(file, "ddd\na long line\neee\n"), "");
    EXPECT_EQ(rest_of(file, "fff\n"), "");
    EXPECT_EQ(content_of(path), "eee\nfff\n");
    EXPECT_EQ(content_of(folder / "events.jsonl.1"), "a long line\n");
    EXPECT_EQ(content_of(folder / "events.jsonl.2"), "ccc\nddd\n");
    EXPECT_FALSE(std::filesystem::exists(folder / "events.jsonl.3"));
}

TEST_F(LineFileTest, DoesNotRotateWhatItCannotSync) {
    LineFile file({.path = path, .rotate_size = 4});
    disk.sync_fails = true;
    EXPECT_EQ(rest_of(file, "aaa\nbbb\n"), "aaa\nbbb\n");
    EXPECT_FALSE(std::filesystem::exists(folder / "events.jsonl.1"));
}

TEST_F(LineFileTest, GoesOnInAFileThatItCannotRotate) {
    std::filesystem::create_directory(folder / "events.jsonl.1");
    LineFile file({.path = path, .rotate_size = 4, .rotate_keep = 1});
    EXPECT_EQ(rest_of(file, "aaa\n"), "");
    EXPECT_EQ(rest_of(file, "bbb\nccc\n"), "");
    EXPECT_EQ(content_of(path), "aaa\nbbb\nccc\n");
}

} // namespace
} // namespace orderhook
