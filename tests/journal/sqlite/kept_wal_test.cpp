#include "journal/sqlite/kept_wal.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/Database.h>
#include <gtest/gtest.h>

namespace orderhook::test {

namespace {

class KeptWalTest : public testing::Test {
protected:
    /// As a shell does: the last that closes the file removes the WAL.
    std::unique_ptr<SQLite::Database> open() const {
        auto shell =
            std::make_unique<SQLite::Database>(file, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        shell->exec("PRAGMA journal_mode = WAL; CREATE TABLE IF NOT EXISTS songs (title)");
        return shell;
    }
    KeptWal keep() const { return {file, file_id(file), file_id(wal)}; }

    TemporaryFolder folder;
    const std::filesystem::path file = folder / "journal.db";
    const std::filesystem::path wal = folder / "journal.db-wal";
};

TEST_F(KeptWalTest, StaysWhenAnotherProgramClosesTheFile) {
    auto shell = open();
    auto kept = keep();
    EXPECT_EQ(
        kept.check().error().message,
        file.string() + ": another program has it open: close it there"
    );
    shell.reset();
    EXPECT_TRUE(std::filesystem::exists(wal));
    EXPECT_TRUE(kept.check());

    kept.release();
    open().reset();
    EXPECT_FALSE(std::filesystem::exists(wal));
    EXPECT_EQ(kept.check().error().code, Errc::misconfigured);
}

TEST_F(KeptWalTest, IsHeldAgainOnceItWasReleased) {
    auto shell = open();
    auto kept = keep();
    shell.reset();
    kept.release();
    kept.hold();
    open().reset();
    EXPECT_TRUE(std::filesystem::exists(wal));
}

TEST_F(KeptWalTest, LeavesAnotherFileAlone) {
    auto shell = open();
    const auto own = file_id(file);
    std::filesystem::rename(file, folder / "own.db");
    std::filesystem::remove(wal);
    auto other = open();
    const KeptWal kept(file, own, file_id(wal));
    other.reset();
    EXPECT_FALSE(std::filesystem::exists(wal));
}

} // namespace

} // namespace orderhook::test
