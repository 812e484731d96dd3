#include "journal/sqlite/backup.hpp"
#include "journal/sqlite/integrity.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>
#include <sys/stat.h>

#include <future>

namespace orderhook::test {

namespace {

class BackupTest : public testing::Test, protected SqliteRoom {
protected:
    std::size_t files_in_folder() const {
        const std::filesystem::directory_iterator files(folder.path());
        return static_cast<std::size_t>(std::distance(begin(files), end(files)));
    }

    std::filesystem::path target = folder / "backup.db";
};

TEST_F(BackupTest, HoldsWhatWasAnsweredBeforeItWhileTheJournalGoesOn) {
    auto& journal = open();
    for (int i = 0; i < 50; ++i)
        journal.deliver(new_event("before " + std::to_string(i)));

    auto backup = std::async(std::launch::async, [&] { return back_up(settings.path, target); });
    int during = 0;
    while (backup.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
        journal.deliver(new_event("during " + std::to_string(during++)));
    const auto done = backup.get();
    ASSERT_TRUE(done) << done.error().message;
    journal.deliver(new_event("after"));
    EXPECT_TRUE(check_integrity(settings.path));

    probe.reset();
    settings.path = target;
    EXPECT_TRUE(check_integrity(target));
    auto& copy = open();
    const auto pending = copy.scan("erp");
    EXPECT_GE(pending.size(), 50u);
    EXPECT_LE(pending.size(), 50u + static_cast<std::size_t>(during));
    for (int i = 0; i < 50; ++i)
        EXPECT_EQ(
            copy.append(new_event("before " + std::to_string(i)))->disposition,
            Disposition::duplicate
        );
    EXPECT_EQ(copy.append(new_event("after"))->disposition, Disposition::accepted);
}

TEST_F(BackupTest, IsNotMixedWithTheWalOfTheJournalItReplaces) {
    open().deliver(new_event("a"));
    ASSERT_TRUE(back_up(settings.path, target));
    probe->deliver(new_event("b"));
    const auto wal = settings.path.string() + "-wal";
    std::filesystem::copy_file(wal, folder / "left");
    probe.reset();
    std::filesystem::rename(target, settings.path);
    std::filesystem::rename(folder / "left", wal);
    const auto mixed = open_sqlite_journal(settings, loop, clock, {});
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().code, Errc::misconfigured);
    EXPECT_NE(mixed.error().message.find("move " + wal), std::string::npos);
    EXPECT_FALSE(check_integrity(settings.path));
    EXPECT_EQ(back_up(settings.path, folder / "again").error().code, Errc::misconfigured);
    std::filesystem::remove(wal);
    EXPECT_EQ(open().scan("erp").size(), 1u);
}

TEST_F(BackupTest, KeepsHowTheFileIsSetUpAndWhoMayReadIt) {
    open().deliver(new_event("a"));
    ASSERT_TRUE(back_up(settings.path, target));
    struct stat status {};
    ASSERT_EQ(stat(target.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    settings.path = target;
    open();
    SQLite::Database file(target);
    EXPECT_EQ(file.execAndGet("PRAGMA auto_vacuum").getInt(), 2) << "incremental";
    EXPECT_EQ(file.execAndGet("PRAGMA journal_mode").getString(), "wal");
}

TEST_F(BackupTest, CopiesAJournalThatNobodyHasOpen) {
    open().deliver(new_event("a"));
    probe.reset();
    ASSERT_TRUE(back_up(settings.path, target));
    EXPECT_TRUE(check_integrity(target));
}

TEST_F(BackupTest, RefusesATargetThatExists) {
    open();
    std::ofstream(target) << "precious";
    const auto refused = back_up(settings.path, target);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_EQ(content_of(target), "precious");
}

TEST_F(BackupTest, LeavesNothingBehindWhenItFails) {
    EXPECT_EQ(back_up(folder / "none.db", target).error().code, Errc::not_found);
    std::ofstream(folder / "text.db") << std::string(5'000, 'x');
    EXPECT_EQ(back_up(folder / "text.db", target).error().code, Errc::misconfigured);
    EXPECT_EQ(
        back_up(folder / "text.db", folder / "no such folder" / "backup.db").error().code,
        Errc::misconfigured
    );
    EXPECT_EQ(files_in_folder(), 1u);
}

} // namespace

} // namespace orderhook::test
