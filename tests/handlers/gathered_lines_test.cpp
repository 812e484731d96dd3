#include "handlers/failing_disk.hpp"
#include "handlers/gathered_lines.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <thread>

namespace orderhook {
namespace {

using test::content_of;
using test::lines_of;

GatheredLines::Delivery delivery(int number, std::uint32_t replay = 0) {
    EventId event;
    event.bytes[0] = static_cast<std::uint8_t>(number / 256);
    event.bytes[1] = static_cast<std::uint8_t>(number % 256);
    return {event, replay};
}

struct GatheredLinesTest : testing::Test {
    test::FailingDisk disk;
    test::TemporaryFolder folder;
    std::filesystem::path path = folder / "events.jsonl";
    GatheredLines lines{{.path = path}};

    bool append(int number, std::uint32_t replay = 0) {
        return lines.append(delivery(number, replay), std::to_string(number)).has_value();
    }
};

TEST_F(GatheredLinesTest, AreInTheFileInTheirOrderOnceSynced) {
    ASSERT_TRUE(append(1));
    ASSERT_TRUE(append(2));
    EXPECT_FALSE(std::filesystem::exists(path));
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n2\n");
    ASSERT_TRUE(append(3));
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n2\n3\n");
    EXPECT_EQ(disk.syncs, 2);
    EXPECT_TRUE(lines.sync());
    EXPECT_EQ(disk.syncs, 2) << "there was nothing to sync";
}

TEST_F(GatheredLinesTest, GatherForTheNextSyncWhileTheDiskIsWaitedFor) {
    disk.during_sync = [this] { EXPECT_TRUE(append(2)); };
    ASSERT_TRUE(append(1));
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n");
    disk.during_sync = nullptr;
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n2\n");
}

TEST_F(GatheredLinesTest, AreWrittenByTheNextSyncWhenOneFailed) {
    disk.during_sync = [this] { EXPECT_TRUE(append(3)); };
    disk.sync_fails = true;
    ASSERT_TRUE(append(1));
    ASSERT_TRUE(append(2)); // its outcome may be in the next batch
    EXPECT_EQ(lines.sync().error().message, path.string() + ": cannot sync: Input/output error");
    std::filesystem::resize_file(path, 0); // what the disk kept
    disk.during_sync = nullptr;
    disk.sync_fails = false;
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n2\n3\n");
}

TEST_F(GatheredLinesTest, StandThereOnceWhenTheirDeliveriesAreTriedAgain) {
    ASSERT_TRUE(append(1));
    ASSERT_TRUE(append(22));
    {
        const test::FileSizeLimit full(3);
        EXPECT_EQ(lines.sync().error().message, path.string() + ": cannot write: File too large");
        EXPECT_EQ(content_of(path), "1\n") << "no torn line";
        EXPECT_FALSE(lines.sync());
    }
    EXPECT_TRUE(append(1));
    EXPECT_TRUE(append(22));
    EXPECT_TRUE(append(1, 1)) << "a replay has a line of its own";
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n22\n1\n");
    EXPECT_TRUE(append(22)) << "only the one retry that was awaited adds no line";
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n22\n1\n22\n");
}

TEST_F(GatheredLinesTest, AreNotTakenWhileEarlierOnesCannotBeWritten) {
    ASSERT_TRUE(append(1));
    disk.sync_fails = true;
    EXPECT_FALSE(lines.sync());
    const auto retried = lines.append(delivery(1), "1");
    ASSERT_FALSE(retried);
    EXPECT_EQ(retried.error().message, path.string() + ": cannot sync: Input/output error");
    EXPECT_FALSE(append(2));
    std::filesystem::resize_file(path, 0);
    disk.sync_fails = false;
    EXPECT_TRUE(append(2));
    EXPECT_EQ(content_of(path), "1\n");
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(path), "1\n2\n");
}

TEST_F(GatheredLinesTest, AreWrittenEarlyWhenVeryManyWait) {
    const std::string line(std::size_t{5} << 20, 'x');
    EXPECT_TRUE(lines.append(delivery(1), line));
    EXPECT_TRUE(lines.append(delivery(2), line));
    EXPECT_EQ(disk.syncs, 0);
    EXPECT_TRUE(lines.append(delivery(3), line));
    EXPECT_EQ(disk.syncs, 1);
    EXPECT_TRUE(lines.append(delivery(4), line));
    disk.sync_fails = true;
    EXPECT_FALSE(lines.append(delivery(5), line));
}

TEST_F(GatheredLinesTest, GoToANewFileAfterReopen) {
    ASSERT_TRUE(append(1));
    ASSERT_TRUE(lines.sync());
    ASSERT_TRUE(append(2));
    std::filesystem::rename(path, folder / "moved");
    lines.reopen();
    ASSERT_TRUE(append(3));
    ASSERT_TRUE(lines.sync());
    EXPECT_EQ(content_of(folder / "moved"), "1\n");
    EXPECT_EQ(content_of(path), "2\n3\n");
}

TEST_F(GatheredLinesTest, AreDroppedAtTheEndWhenNothingWasPromised) {
    {
        GatheredLines ended({.path = folder / "ended"});
        ASSERT_TRUE(ended.open());
        ASSERT_TRUE(ended.append(delivery(1), "1"));
    }
    EXPECT_EQ(content_of(folder / "ended"), "");
}

TEST_F(GatheredLinesTest, AreAllThereOnceFromManyThreadsThroughRotation) {
    constexpr int threads = 4;
    constexpr int each = 500;
    GatheredLines rotating({.path = path, .rotate_size = 2000, .rotate_keep = 1000});
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < threads; ++writer)
            writers.emplace_back([&rotating, writer] {
                for (int line = 0; line < each; ++line) {
                    const int number = writer * each + line;
                    EXPECT_TRUE(rotating.append(delivery(number), std::to_string(number)));
                    if (line % 50 == 0) {
                        EXPECT_TRUE(rotating.sync());
                    }
                    if (line % 100 == 0) rotating.reopen();
                }
                EXPECT_TRUE(rotating.sync());
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
    for (int line = 0; line < threads * each; ++line)
        expected.push_back(std::to_string(line));
    std::ranges::sort(all);
    std::ranges::sort(expected);
    EXPECT_EQ(all, expected);
}

TEST_F(GatheredLinesTest, AreAllThereFromManyThreadsWhenEverySecondSyncFails) {
    constexpr int threads = 4;
    constexpr int each = 100;
    disk.during_sync = [this] { disk.sync_fails = !disk.sync_fails; };
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < threads; ++writer)
            writers.emplace_back([this, writer] {
                for (int line = 0; line < each; ++line)
                    while (!append(writer * each + line) || !lines.sync()) {
                    }
            });
    }
    std::vector<std::string> all = lines_of(path);
    std::ranges::sort(all);
    const auto doubled = std::ranges::unique(all);
    all.erase(doubled.begin(), doubled.end());
    EXPECT_EQ(all.size(), static_cast<std::size_t>(threads * each));
}

} // namespace
} // namespace orderhook
