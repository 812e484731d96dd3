#include "sqlite_room.hpp"
#include "support/faulty_vfs.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook::test {

namespace {

using Call = FaultyVfs::Call;
using File = FaultyVfs::File;

constexpr std::uintmax_t page_bytes = 4096;
constexpr std::uintmax_t frame_bytes = page_bytes + 24; // a page in the WAL

// 500 pages before the copying and beside each of its two rounds, with a commit more at both ends.
constexpr std::uintmax_t longest_wal = 1'550 * frame_bytes;

class CheckpointerTest : public testing::Test, protected SqliteRoom {
protected:
    CheckpointerTest() { settings.wal_size = 500 * page_bytes; }

    /// Some ten pages.
    bool append_another() {
        return probe
            ->append(new_event(std::to_string(++appended_), std::string(8 * page_bytes, 'x')))
            .has_value();
    }
    /// After the first chores the writer itself copies nothing for as long as commits come.
    void open_and_rest() {
        open();
        const int before = disk.calls(File::database, Call::sync);
        ASSERT_TRUE(append_another());
        ASSERT_TRUE(comes_true([&] { return disk.calls(File::database, Call::sync) > before; }));
    }

    bool appends_until(const std::function<bool()>& condition) {
        for (int i = 0; i < 1'000 && !condition(); ++i)
            if (!append_another()) return false;
        return condition();
    }
    std::uintmax_t size_of_wal() const {
        return std::filesystem::file_size(settings.path.string() + "-wal");
    }

    FaultyVfs disk;
    int appended_ = 0;
};

TEST_F(CheckpointerTest, HoldsUpNoCommit) {
    open_and_rest();
    disk.hang(File::database, Call::sync);
    const int before = disk.calls(File::database, Call::sync);
    ASSERT_TRUE(appends_until([&] { return size_of_wal() >= 500 * frame_bytes; }));
    ASSERT_TRUE(comes_true([&] { return disk.calls(File::database, Call::sync) > before; }));
    EXPECT_TRUE(append_another()) << "while the copying waits for the disk";
    disk.heal();
}

TEST_F(CheckpointerTest, LetsTheLogStartOver) {
    open();
    for (int i = 0; i < 300; ++i)
        ASSERT_TRUE(append_another());
    EXPECT_LT(size_of_wal(), longest_wal);
    EXPECT_GT(std::filesystem::file_size(settings.path), 1'500 * page_bytes);
}

TEST_F(CheckpointerTest, IsWaitedForWhenCommitsOutrunIt) {
    settings.patience = std::chrono::milliseconds{100};
    open_and_rest();
    disk.hang(File::database, Call::sync);
    bool is_answered = true;
    for (int i = 0; i < 300 && is_answered; ++i) {
        is_answered = false;
        probe->journal().append(
            new_event(std::to_string(++appended_), std::string(8 * page_bytes, 'x')),
            [&](const auto&) { is_answered = true; }
        );
        loop.run_until([&] {
            loop.post([] {}); // looks again at once
            return is_answered || probe->journal().is_stuck();
        });
    }
    EXPECT_LT(size_of_wal(), longest_wal);
    disk.heal();
    EXPECT_TRUE(comes_true([&] { return is_answered; }));
}

TEST_F(CheckpointerTest, HasTheFileOpenedAgainWhenItFails) {
    open_and_rest();
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC, 1);
    (void)appends_until([&] { return !probe->journal().ready(); }); // or one is refused
    ASSERT_TRUE(comes_true([&] { return probe->journal().ready().has_value(); }));
    EXPECT_TRUE(append_another());
    probe.reset();
    SQLite::Database file(settings.path);
    EXPECT_EQ(file.execAndGet("SELECT value FROM meta WHERE key = 'reopened'").getInt(), 1);
}

TEST_F(CheckpointerTest, LeavesTheLogToTheNextStartWhenItFailsAtTheEnd) {
    open_and_rest();
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC, 1);
    disk.hang(File::database, Call::sync);
    const int before = disk.calls(File::database, Call::sync);
    ASSERT_TRUE(appends_until([&] { return size_of_wal() >= 500 * frame_bytes; }));
    ASSERT_TRUE(comes_true([&] { return disk.calls(File::database, Call::sync) > before; }));
    {
        const std::jthread end_of_hanging([&] {
            while (probe->journal().ready()) // until it closes
                std::this_thread::yield();
            disk.release();
        });
        probe->journal().close();
    }
    EXPECT_GE(size_of_wal(), 500 * frame_bytes) << "only there is what the sync may have lost";
    EXPECT_EQ(open().scan("erp").size(), static_cast<std::size_t>(appended_));
}

} // namespace

} // namespace orderhook::test
