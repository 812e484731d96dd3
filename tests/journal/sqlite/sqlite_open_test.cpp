// Why a journal's file is not opened, and what the message says to do.
#include "journal/sqlite/schema.hpp"
#include "sqlite_room.hpp"
#include "support/faulty_vfs.hpp"

#include <SQLiteCpp/Database.h>
#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace orderhook::test {

namespace {

class SqliteOpenTest : public testing::Test, protected SqliteRoom {
protected:
    void expect_refused(Errc code, const std::vector<std::string>& parts) {
        const auto journal = try_open();
        ASSERT_FALSE(journal);
        EXPECT_EQ(journal.error().code, code);
        EXPECT_EQ(journal.error().message.find(settings.path.string()), 0u)
            << "starts with the file: " << journal.error().message;
        for (const std::string& part : parts)
            EXPECT_NE(journal.error().message.find(part), std::string::npos)
                << part << " in: " << journal.error().message;
    }

    void write(const std::string& bytes) {
        std::ofstream(settings.path, std::ios::binary) << bytes;
    }
    std::string read() const {
        std::ostringstream bytes;
        bytes << std::ifstream(settings.path, std::ios::binary).rdbuf();
        return bytes.str();
    }
};

TEST_F(SqliteOpenTest, RefusesAFileInUse) {
    open();
    const std::string pid = "(pid " + std::to_string(getpid()) + ")";
    expect_refused(Errc::unavailable, {"in use by another process", pid, ".lock", "stop it"});
    probe.reset();
    EXPECT_TRUE(try_open());
}

// As long as another program has it open, SQLite copies the rest of the WAL only, and does not know
// of a failed sync.
TEST_F(SqliteOpenTest, RefusesWhatAKillLeftUntilNoOtherProgramHasItOpen) {
    open().deliver(new_event("a"));
    const auto left = folder / "left.db";
    for (const std::string part : {"", "-wal"})
        std::filesystem::copy_file(settings.path.string() + part, left.string() + part);
    probe.reset();
    settings.path = left;
    auto shell = std::make_unique<SQLite::Database>(left, SQLite::OPEN_READWRITE);
    EXPECT_EQ(shell->execAndGet("SELECT count(*) FROM events").getInt(), 1);
    expect_refused(Errc::unavailable, {"another program has it open: close it there"});
    shell.reset();
    EXPECT_EQ(open().scan("erp").size(), 1u);
}

TEST_F(SqliteOpenTest, OpensWhatWasClosedThoughAnotherProgramHasItOpen) {
    open().deliver(new_event("a"));
    SQLite::Database shell(settings.path, SQLite::OPEN_READWRITE);
    EXPECT_EQ(shell.execAndGet("SELECT count(*) FROM events").getInt(), 1);
    probe.reset();
    EXPECT_EQ(open().scan("erp").size(), 1u);
}

TEST_F(SqliteOpenTest, RefusesAFileThatIsNoDatabase) {
    for (const std::string& bytes : {std::string(5'000, 'x'), std::string("{}")}) {
        write(bytes);
        expect_refused(
            Errc::misconfigured,
            {"damaged", "restore a backup", "move the file and its -wal away"}
        );
        EXPECT_EQ(read(), bytes) << "it is left as it is";
    }
}

TEST_F(SqliteOpenTest, RefusesAHeaderThatIsCutOff) {
    open();
    probe.reset();
    std::filesystem::resize_file(settings.path, 60);
    expect_refused(Errc::misconfigured, {"cut off", "restore a backup"});
}

TEST_F(SqliteOpenTest, RefusesDamagedTables) {
    open();
    probe.reset();
    std::string bytes = read();
    std::fill(bytes.begin() + 100, bytes.end(), '\xaa');
    write(bytes);
    expect_refused(Errc::misconfigured, {"damaged", "restore a backup"});
}

TEST_F(SqliteOpenTest, RefusesAMissingMetaTable) {
    open();
    probe.reset();
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE).exec("DROP TABLE meta");
    expect_refused(Errc::misconfigured, {"damaged", "restore a backup"});
}

TEST_F(SqliteOpenTest, RefusesANewerSchema) {
    open();
    probe.reset();
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE)
        .exec("UPDATE meta SET value = 7 WHERE key = 'schema_version'");
    expect_refused(
        Errc::misconfigured,
        {"schema version 7",
         "up to version " + std::to_string(schema_version),
         "run the newer orderhook"}
    );
}

TEST_F(SqliteOpenTest, LeavesTheDatabaseOfAnotherProgramAlone) {
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE songs (title)");
    const std::string bytes = read();
    expect_refused(Errc::misconfigured, {"another program", "a file of its own"});
    EXPECT_EQ(read(), bytes);
}

TEST_F(SqliteOpenTest, RefusesAFolderThatDoesNotExist) {
    settings.path = folder.path() / "missing" / "journal.db";
    expect_refused(
        Errc::misconfigured,
        {"folder does not exist", "create " + settings.path.parent_path().string()}
    );
}

TEST_F(SqliteOpenTest, RefusesAPathThatIsAFolder) {
    const auto place = settings.path;
    std::filesystem::create_directory(place);
    expect_refused(Errc::misconfigured, {place.string() + ": is a folder", "expected"});
    EXPECT_FALSE(std::filesystem::exists(place.string() + ".lock"));
}

TEST_F(SqliteOpenTest, RefusesAFolderItMayNotWriteTo) {
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
    const pid_t child = fork();
    if (child == 0) {
        // Root may write anywhere.
        if (getuid() == 0 && (setgroups(0, nullptr) != 0 || setuid(65'534) != 0)) _exit(2);
        expect_refused(Errc::misconfigured, {"Permission denied", "make", "writable"});
        _exit(HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
}

// SQLite says that it has a log before that is on the disk, and goes on without it when it is not.
TEST_F(SqliteOpenTest, IsMadeWithALogOrNotOpened) {
    FaultyVfs disk;
    int opened = 0;
    for (int syncs = 0; syncs < 10; ++syncs) {
        settings.path = folder / (std::to_string(syncs) + ".db");
        disk.fail(FaultyVfs::File::database, FaultyVfs::Call::sync, SQLITE_IOERR_FSYNC, 1, syncs);
        const auto journal = try_open();
        if (!journal) continue;
        EXPECT_TRUE(std::filesystem::exists(settings.path.string() + "-wal")) << syncs;
        ++opened;
    }
    EXPECT_GT(opened, 0);
    EXPECT_LT(opened, 10);
}

TEST_F(SqliteOpenTest, TakesAnEmptyFileForANewJournal) {
    write("");
    EXPECT_TRUE(try_open());
}

TEST_F(SqliteOpenTest, KeepsTheLogOfAJournalWhoseFileIsMissingOrEmpty) {
    const auto wal = settings.path.string() + "-wal";
    const auto expect_kept = [&] {
        expect_refused(
            Errc::misconfigured,
            {"missing or empty", "put that journal back", "move " + wal + " away"}
        );
        EXPECT_EQ(std::filesystem::file_size(wal), 5u);
    };
    std::ofstream(wal) << "pages";
    expect_kept();
    EXPECT_FALSE(std::filesystem::exists(settings.path));
    write("");
    expect_kept();
    std::filesystem::remove(wal);
    EXPECT_TRUE(try_open());
}

TEST_F(SqliteOpenTest, LooksBesideTheFileThatALinkLeadsTo) {
    const auto file = folder / "file.db";
    std::filesystem::path asked;
    settings.free_space = [&](const auto& of) -> Result<std::uint64_t> {
        asked = of;
        return 1;
    };
    std::filesystem::create_directory(folder / "links");
    settings.path = folder / "links" / "journal.db";
    std::ofstream(file).flush();
    std::filesystem::create_symlink(file, settings.path);
    open();
    EXPECT_EQ(asked, folder.path());
    probe.reset();

    std::filesystem::resize_file(file, 0);
    std::ofstream(file.string() + "-wal") << "pages";
    const auto refused = try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.find(file.string() + ": is missing or empty"), 0u);
}

TEST_F(SqliteOpenTest, FinishesAFileWhoseMakingWasInterrupted) {
    {
        SQLite::Database file(settings.path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        file.exec("PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL");
    }
    open().deliver(new_event("a"));
}

} // namespace

} // namespace orderhook::test
