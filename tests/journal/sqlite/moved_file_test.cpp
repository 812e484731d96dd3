// What the journal does when its file is not where it was, or is another.
#include "sqlite_room.hpp"
#include "support/faulty_vfs.hpp"

#include <SQLiteCpp/Database.h>

#include <fstream>

namespace orderhook::test {

namespace {

using Call = FaultyVfs::Call;
using File = FaultyVfs::File;

class MovedFileTest : public testing::Test, protected SqliteRoom {
protected:
    static constexpr std::array parts{"", "-wal", "-shm"};

    std::filesystem::path elsewhere = folder / "elsewhere.db";

    static void move(const std::filesystem::path& from, const std::filesystem::path& to) {
        for (const std::string part : parts)
            if (std::filesystem::exists(from.string() + part))
                std::filesystem::rename(from.string() + part, to.string() + part);
    }

    bool comes_to_say(const std::string& reason) {
        return comes_true([&] {
            const auto ready = probe->journal().ready();
            return !ready && ready.error().message == settings.path.string() + reason;
        });
    }

    bool comes_back() {
        return comes_true([&] { return probe->journal().ready().has_value(); });
    }

    /// The outcome of a delivery, which waits as the write fails; the file is closed then.
    void settle_in_vain(Position position) {
        disk.fail(File::wal, Call::write, SQLITE_IOERR_WRITE);
        probe->journal().settle({done("erp", position)}, [this](const auto& settled) {
            is_settled = settled.has_value();
        });
        ASSERT_TRUE(comes_true([&] { return !probe->journal().ready(); }));
    }

    /// What a copy of the file without its WAL holds; nothing while the file is written.
    std::optional<int> in_file(const char* count) const {
        std::filesystem::copy_file(
            settings.path,
            elsewhere,
            std::filesystem::copy_options::overwrite_existing
        );
        try {
            return SQLite::Database(elsewhere).execAndGet(count).getInt();
        } catch (const SQLite::Exception&) {
            return std::nullopt;
        }
    }

    FaultyVfs disk;
    bool is_settled = false;
};

TEST_F(MovedFileTest, TakesNoEventsUntilItIsPutBack) {
    const Position position = open().deliver(new_event("a"));
    move(settings.path, elsewhere);
    const auto refused = probe->append(new_event("b"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_EQ(
        refused.error().message,
        settings.path.string()
            + ": it or its -wal was moved or removed while it was open: put both back; if the -wal"
              " is gone, stop and start"
    );
    EXPECT_TRUE(probe->settle({done("erp", position)}));

    move(elsewhere, settings.path);
    ASSERT_TRUE(comes_back());
    EXPECT_TRUE(probe->append(new_event("b")));
    EXPECT_EQ(open().scan("erp").size(), 1u);
}

TEST_F(MovedFileTest, MakesNoNewJournalInItsPlace) {
    settle_in_vain(open().deliver(new_event("a")));
    move(settings.path, elsewhere);
    ASSERT_TRUE(comes_to_say(": is gone or empty: put the journal back, or start again"));
    disk.heal();
    EXPECT_EQ(probe->append(new_event("b")).error().code, Errc::unavailable);
    EXPECT_FALSE(std::filesystem::exists(settings.path));

    move(elsewhere, settings.path);
    EXPECT_TRUE(comes_true([&] { return is_settled; }));
    EXPECT_TRUE(probe->scan("erp").empty());
}

TEST_F(MovedFileTest, WritesNothingToAnotherJournal) {
    const auto other = settings.path;
    open().deliver(new_event("of the other"));
    probe.reset();
    move(other, elsewhere);
    clock.advance(Duration{1});
    settle_in_vain(open().deliver(new_event("a")));
    const auto own = folder / "own.db";
    move(settings.path, own);
    move(elsewhere, settings.path);
    ASSERT_TRUE(comes_to_say(": is not the file that was open: put that very file back with its"
                             " -wal, or stop, put the journal in place, and start"));
    disk.heal();
    EXPECT_FALSE(probe->append(new_event("b")));
    EXPECT_FALSE(is_settled);
    bool has_read = false;
    probe->journal().scan("erp", 0, 10, [&](const auto& found) {
        EXPECT_FALSE(found) << "deliveries of the other";
        has_read = true;
    });
    EXPECT_TRUE(comes_true([&] { return has_read; }));

    probe.reset();
    EXPECT_EQ(open().scan("erp").size(), 1u) << "what the other owes";
}

TEST_F(MovedFileTest, WritesNothingToAnOlderCopy) {
    open().deliver(new_event("before"));
    probe.reset();
    const auto copy = folder / "copy.db";
    std::filesystem::copy_file(settings.path, copy);
    settle_in_vain(open().deliver(new_event("a")));
    move(settings.path, elsewhere);
    move(copy, settings.path);
    ASSERT_TRUE(comes_to_say(": is not the file that was open: put that very file back with its"
                             " -wal, or stop, put the journal in place, and start"));
    disk.heal();
    EXPECT_FALSE(is_settled);
}

TEST_F(MovedFileTest, WritesNothingToItsOwnFileOnceThatWasWrittenOver) {
    const auto copy = folder / "copy.db";
    const auto other = folder / "other.db";
    open();
    probe.reset();
    std::filesystem::copy_file(settings.path, copy);
    clock.advance(Duration{1});
    std::swap(settings.path, elsewhere);
    open().deliver(new_event("of the other"));
    probe.reset();
    move(settings.path, other);
    std::swap(settings.path, elsewhere);

    const Position position = open().deliver(new_event("a"));
    move(settings.path, elsewhere);
    settle_in_vain(position); // all is in the file then: its WAL is not needed
    for (const auto& bytes : {other, copy}) {
        ASSERT_TRUE(comes_to_say(": is gone or empty: put the journal back, or start again"));
        disk.heal();
        std::ofstream(elsewhere, std::ios::binary)
            << std::ifstream(bytes, std::ios::binary).rdbuf();
        std::filesystem::remove(elsewhere.string() + "-wal");
        move(elsewhere, settings.path);
        ASSERT_TRUE(comes_to_say(": is not the file that was open: put that very file back with its"
                                 " -wal, or stop, put the journal in place, and start"));
        EXPECT_FALSE(is_settled);
        move(settings.path, elsewhere);
    }
}

TEST_F(MovedFileTest, TakesNoEventsWithoutItsLog) {
    open().deliver(new_event("a"));
    const auto wal = settings.path.string() + "-wal";
    std::filesystem::rename(wal, folder / "log");
    EXPECT_FALSE(probe->append(new_event("b")));
    std::ofstream(wal).flush();
    EXPECT_FALSE(probe->append(new_event("c"))) << "an empty one is not its own";
    std::filesystem::remove(wal);

    probe.reset();
    EXPECT_EQ(open().scan("erp").size(), 1u) << "a clean stop writes what the log held";
}

TEST_F(MovedFileTest, SavesWhatALogHeldThatIsGoneWhenAWriteFails) {
    settle_in_vain(open().deliver(new_event("before")));
    disk.heal();
    ASSERT_TRUE(comes_true([&] { return std::exchange(is_settled, false); }));
    const Position position = probe->deliver(new_event("a"));
    std::filesystem::remove(settings.path.string() + "-wal");
    const int writes = disk.calls(File::wal, Call::write);
    settle_in_vain(position);
    ASSERT_TRUE(comes_true([&] { return disk.calls(File::wal, Call::write) > writes; }));
    disk.heal();
    ASSERT_TRUE(comes_back());
    EXPECT_TRUE(comes_true([&] { return is_settled; }));
    EXPECT_EQ(probe->append(new_event("a"))->disposition, Disposition::duplicate);
}

TEST_F(MovedFileTest, IsNotOpenedAgainWithoutTheLogThatAnErrorLeft) {
    settle_in_vain(open().deliver(new_event("a")));
    const auto wal = settings.path.string() + "-wal";
    const std::string reason =
        "-wal: is not the one that was open, which an error left with what the journal may not"
        " have: put that back; if it is gone, so is that: stop and start";
    std::filesystem::rename(wal, folder / "log");
    ASSERT_TRUE(comes_to_say(reason));
    std::ofstream(wal).flush();
    disk.heal();
    EXPECT_FALSE(probe->append(new_event("b"))) << "an empty one is not its own";
    EXPECT_TRUE(comes_to_say(reason));
    std::filesystem::rename(folder / "log", wal);
    ASSERT_TRUE(comes_back());
    EXPECT_EQ(probe->append(new_event("a"))->disposition, Disposition::duplicate);
}

TEST_F(MovedFileTest, IsNotReadWhereAnotherLies) {
    open().deliver(new_event("a"));
    std::filesystem::copy_file(settings.path, folder / "other.db");
    move(settings.path, elsewhere);
    std::filesystem::rename(folder / "other.db", settings.path);
    std::optional<Result<std::vector<Backlog>>> read;
    probe->journal().backlog([&](auto answer) { read = std::move(answer); });
    ASSERT_TRUE(comes_true([&] { return read.has_value(); }));
    EXPECT_FALSE(*read);
    EXPECT_FALSE(std::filesystem::exists(settings.path.string() + "-shm"));
}

TEST_F(MovedFileTest, LeavesTheLogOfAnotherThatLiesThereWhenItStops) {
    open().deliver(new_event("a"));
    const auto wal = settings.path.string() + "-wal";
    std::filesystem::rename(wal, folder / "log");
    std::ofstream(wal) << "of another";
    probe.reset();
    EXPECT_EQ(std::filesystem::file_size(wal), 10u);
    std::filesystem::remove(wal);
    EXPECT_EQ(open().scan("erp").size(), 1u);
}

TEST_F(MovedFileTest, SavesWhatALogHeldThatIsGoneAsSoonAsItHasTime) {
    const Position position = open().deliver(new_event("a"));
    std::filesystem::remove(settings.path.string() + "-wal");
    ASSERT_FALSE(probe->append(new_event("b")));
    EXPECT_TRUE(probe->settle({done("erp", position)}));
    EXPECT_TRUE(comes_true([&] {
        return in_file("SELECT count(*) FROM events") == 1
               && in_file("SELECT count(*) FROM deliveries") == 0;
    }));
}

TEST_F(MovedFileTest, SavesTheRestOfALogThatIsGoneOnceNobodyReadsWhatThatReplaces) {
    const Position position = open().deliver(new_event("a"));
    SQLite::Database shell(settings.path);
    shell.exec("BEGIN");
    EXPECT_EQ(shell.execAndGet("SELECT count(*) FROM deliveries").getInt(), 1);
    const int writes = disk.calls(File::database, Call::write);
    std::filesystem::remove(settings.path.string() + "-wal");
    EXPECT_TRUE(probe->settle({done("erp", position)}));
    ASSERT_TRUE(comes_true([&] { return disk.calls(File::database, Call::write) > writes; }));
    shell.exec("COMMIT");
    EXPECT_TRUE(comes_true([&] { return in_file("SELECT count(*) FROM deliveries") == 0; }));
}

TEST_F(MovedFileTest, LeavesWhateverLiesThereAsItIs) {
    settle_in_vain(open().deliver(new_event("a")));
    move(settings.path, elsewhere);
    std::ofstream(settings.path) << "songs";
    ASSERT_TRUE(comes_to_say(": is not the file that was open: put that very file back with its"
                             " -wal, or stop, put the journal in place, and start"));
    disk.heal();
    EXPECT_EQ(probe->append(new_event("b")).error().code, Errc::unavailable)
        << "a vendor should send it again";
    EXPECT_EQ(std::filesystem::file_size(settings.path), 5u);
}

} // namespace

} // namespace orderhook::test
