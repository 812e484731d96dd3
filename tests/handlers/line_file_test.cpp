#include "handlers/line_file.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

namespace {
std::atomic<int> fdatasync_calls = 0;
std::atomic<bool> fdatasync_fails = false;
} // namespace

// Takes the place of the C library's: no test can make a disk fail.
extern "C" int fdatasync(int) {
    ++fdatasync_calls;
    if (!fdatasync_fails) return 0;
    errno = EIO;
    return -1;
}

namespace orderhook {
namespace {

using test::content_of;
using test::lines_of;
using test::TemporaryFolder;

struct LineFileTest : testing::Test {
    TemporaryFolder folder;
    std::filesystem::path path = folder / "events.jsonl";

    LineFileTest() {
        fdatasync_calls = 0;
        fdatasync_fails = false;
    }
};

/// Lets files grow up to a size only; beyond it writes are cut short, then fail.
struct FileSizeLimit {
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit limit{bytes, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before); }
    rlimit before{};
};

TEST_F(LineFileTest, AppendsToWhatIsThere) {
    std::ofstream(path) << "old\n";
    LineFile file({.path = path});
    EXPECT_TRUE(file.append("one"));
    EXPECT_TRUE(file.append("two"));
    EXPECT_EQ(content_of(path), "old\none\ntwo\n");
}

TEST_F(LineFileTest, MakesAFileThatOthersCannotRead) {
    ::umask(022);
    LineFile file({.path = path});
    EXPECT_FALSE(std::filesystem::exists(path));
    EXPECT_TRUE(file.append("one"));
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0640u);
}

TEST_F(LineFileTest, EndsATornLineWhenItOpens) {
    std::ofstream(path) << "whole\n{\"to";
    LineFile file({.path = path});
    EXPECT_TRUE(file.append("one"));
    EXPECT_EQ(content_of(path), "whole\n{\"to\none\n");
}

TEST_F(LineFileTest, TakesBackALineThatDidNotFit) {
    LineFile file({.path = path});
    ASSERT_TRUE(file.append("0123456789"));
    {
        const FileSizeLimit limit(15);
        const auto written = file.append("does not fit");
        ASSERT_FALSE(written);
        EXPECT_EQ(written.error().code, Errc::unavailable);
        EXPECT_EQ(written.error().message, path.string() + ": cannot write: File too large");
        EXPECT_EQ(content_of(path), "0123456789\n");
        EXPECT_TRUE(file.append("abc"));
    }
    EXPECT_TRUE(file.append("fits again"));
    EXPECT_EQ(content_of(path), "0123456789\nabc\nfits again\n");
}

TEST_F(LineFileTest, SaysWhyItCannotWrite) {
    LineFile full({.path = "/dev/full"});
    EXPECT_EQ(
        full.append("one").error().message,
        "/dev/full: cannot write: No space left on device"
    );
    EXPECT_TRUE(full.sync());
    LineFile lost({.path = folder / "none" / "events.jsonl"});
    EXPECT_TRUE(
        lost.append("one").error().message.ends_with("cannot open: No such file or directory")
    );
}

TEST_F(LineFileTest, LeavesAFileAloneThatAnotherHandlerWritesTo) {
    LineFile first({.path = path});
    ASSERT_TRUE(first.append("one"));
    LineFile second({.path = path});
    EXPECT_EQ(
        second.append("two").error().message,
        path.string() + ": another handler or process writes to this file"
    );
    EXPECT_EQ(content_of(path), "one\n");
}

TEST_F(LineFileTest, LeavesADatabaseAlone) {
    const std::string database("SQLite format 3\0pages", 21);
    std::ofstream(path) << database;
    LineFile file({.path = path});
    EXPECT_EQ(
        file.append("one").error().message,
        path.string() + ": this is a database, such as the journal, not a file of lines"
    );
    EXPECT_EQ(content_of(path), database);
}

TEST_F(LineFileTest, SyncsOnceForManyLines) {
    LineFile file({.path = path});
    EXPECT_TRUE(file.sync());
    EXPECT_EQ(fdatasync_calls, 0);
    EXPECT_TRUE(file.append("one"));
    EXPECT_TRUE(file.append("two"));
    EXPECT_TRUE(file.sync());
    EXPECT_TRUE(file.sync());
    EXPECT_EQ(fdatasync_calls, 1);
}

TEST_F(LineFileTest, DoesNotSyncWhenToldNotTo) {
    LineFile file({.path = path, .fsync = false});
    EXPECT_TRUE(file.append("one"));
    EXPECT_TRUE(file.sync());
    EXPECT_EQ(fdatasync_calls, 0);
}

TEST_F(LineFileTest, RepeatsLinesThatAFailedSyncMayHaveLost) {
    LineFile file({.path = path});
    ASSERT_TRUE(file.append("durable"));
    ASSERT_TRUE(file.sync());
    ASSERT_TRUE(file.append("one"));
    fdatasync_fails = true;
    EXPECT_EQ(file.sync().error().message, path.string() + ": cannot sync: Input/output error");
    EXPECT_FALSE(file.sync());
    ::truncate(path.c_str(), 8); // what the disk kept
    fdatasync_fails = false;
    EXPECT_TRUE(file.append("two"));
    EXPECT_TRUE(file.sync());
    EXPECT_EQ(content_of(path), "durable\none\ntwo\n");
}

TEST_F(LineFileTest, WritesToANewFileAfterReopen) {
    LineFile file({.path = path});
    ASSERT_TRUE(file.append("one"));
    std::filesystem::rename(path, folder / "moved");
    ASSERT_TRUE(file.append("two"));
    file.reopen();
    ASSERT_TRUE(file.append("three"));
    EXPECT_EQ(content_of(folder / "moved"), "one\ntwo\n");
    EXPECT_EQ(content_of(path), "three\n");
    EXPECT_EQ(fdatasync_calls, 1) << "the old file has lines that no batch has settled";
}

TEST_F(LineFileTest, RotatesAndKeepsAsManyAsTold) {
    LineFile file({.path = path, .rotate_size = 8, .rotate_keep = 2});
    for (const char* line : {"aaa", "bbb", "ccc", "ddd", "a long line", "eee", "fff"})
        EXPECT_TRUE(file.append(line));
    EXPECT_EQ(content_of(path), "eee\nfff\n");
    EXPECT_EQ(content_of(folder / "events.jsonl.1"), "a long line\n");
    EXPECT_EQ(content_of(folder / "events.jsonl.2"), "ccc\nddd\n");
    EXPECT_FALSE(std::filesystem::exists(folder / "events.jsonl.3"));
    EXPECT_EQ(fdatasync_calls, 3);
}

TEST_F(LineFileTest, DoesNotRotateWhatItCannotSync) {
    LineFile file({.path = path, .rotate_size = 4});
    ASSERT_TRUE(file.append("aaa"));
    fdatasync_fails = true;
    EXPECT_FALSE(file.append("bbb"));
    EXPECT_FALSE(std::filesystem::exists(folder / "events.jsonl.1"));
}

TEST_F(LineFileTest, GoesOnInAFileThatItCannotRotate) {
    std::filesystem::create_directory(folder / "events.jsonl.1");
    LineFile file({.path = path, .rotate_size = 4, .rotate_keep = 1});
    for (const char* line : {"aaa", "bbb", "ccc"})
        EXPECT_TRUE(file.append(line));
    EXPECT_EQ(content_of(path), "aaa\nbbb\nccc\n");
}

TEST_F(LineFileTest, SyncsBeforeTooMuchWaitsForIt) {
    LineFile file({.path = path});
    const std::string line(std::size_t{5} << 20, 'x');
    for (int i = 0; i < 3; ++i)
        EXPECT_TRUE(file.append(line));
    EXPECT_EQ(fdatasync_calls, 1);
    fdatasync_fails = true;
    EXPECT_TRUE(file.append(line));
    EXPECT_FALSE(file.append(line));
}

TEST_F(LineFileTest, KeepsEveryLineOfManyThreadsOnceThroughRotation) {
    constexpr int threads = 4;
    constexpr int lines = 500;
    LineFile file({.path = path, .rotate_size = 2000, .rotate_keep = 1000});
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < threads; ++writer)
            writers.emplace_back([&file, writer] {
                for (int line = 0; line < lines; ++line) {
                    EXPECT_TRUE(file.append(std::to_string(writer * lines + line)));
                    if (line % 50 == 0) {
                        EXPECT_TRUE(file.sync());
                    }
                    if (line % 100 == 0) file.reopen();
                }
            });
    }
    std::vector<std::string> all = lines_of(path);
    int rotated = 1;
    for (;; ++rotated) {
        const auto more = lines_of(folder / ("events.jsonl." + std::to_string(rotated)));
        if (more.empty()) break;
        all.insert(all.end(), more.begin(), more.end());
    }
    EXPECT_GT(rotated, 3);
    std::vector<std::string> expected;
    for (int line = 0; line < threads * lines; ++line)
        expected.push_back(std::to_string(line));
    std::ranges::sort(all);
    std::ranges::sort(expected);
    EXPECT_EQ(all, expected);
}

} // namespace
} // namespace orderhook
