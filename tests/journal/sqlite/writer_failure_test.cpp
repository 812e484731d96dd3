// What the journal does when its disk fails.
#include "sqlite_room.hpp"
#include "support/faulty_vfs.hpp"

#include <SQLiteCpp/Database.h>

#include <array>

namespace orderhook::test {

namespace {

using Call = FaultyVfs::Call;
using File = FaultyVfs::File;

class WriterFailureTest : public testing::Test, protected SqliteRoom {
protected:
    bool wait_ready() {
        return loop.run_until([&] {
            loop.post([] {}); // looks again at once
            return probe->journal().ready().has_value();
        });
    }

    FaultyVfs disk;
};

struct Failure {
    const char* name;
    Call call;
    int code;

    friend std::ostream& operator<<(std::ostream& out, const Failure& failure) {
        return out << failure.name;
    }
};

class FailedCommit : public WriterFailureTest, public testing::WithParamInterface<Failure> {};

TEST_P(FailedCommit, PromisesNothingAndRecovers) {
    auto& journal = open();
    const Position before = journal.deliver(new_event("a"));
    disk.fail(File::wal, GetParam().call, GetParam().code, 1);
    const auto refused = journal.append(new_event("b"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_EQ(refused.error().message.find(settings.path.string()), 0u);

    ASSERT_TRUE(wait_ready());
    const auto again = journal.append(new_event("b"));
    const bool may_be_known = GetParam().call == Call::sync; // it is there all the same
    EXPECT_EQ(again->disposition == Disposition::duplicate, may_be_known);
    EXPECT_EQ(journal.append(new_event("a"))->disposition, Disposition::duplicate);
    ASSERT_EQ(journal.committed.size(), 2u);
    EXPECT_GT(journal.committed[1].position, before);
    EXPECT_EQ(open().scan("erp").size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(
    Disk,
    FailedCommit,
    testing::Values(
        Failure{"Write", Call::write, SQLITE_IOERR_WRITE},
        Failure{"Full", Call::write, SQLITE_FULL},
        Failure{"Sync", Call::sync, SQLITE_IOERR_FSYNC}
    ),
    [](const auto& failure) { return failure.param.name; }
);

TEST_F(WriterFailureTest, PromisesNoPauseThatIsNotOnTheDisk) {
    auto& journal = open();
    disk.fail(File::wal, Call::write, SQLITE_IOERR_WRITE, 1);
    const auto refused = journal.set_paused("erp", true);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    ASSERT_TRUE(wait_ready());
    ASSERT_TRUE(journal.set_paused("erp", true));
    EXPECT_EQ(open().paused_handlers(), std::vector<std::string>{"erp"});
}

TEST_F(WriterFailureTest, RefusesEveryAppendUntilTheFileIsOpenAgain) {
    auto& journal = open();
    disk.fail(File::wal, Call::sync, SQLITE_IOERR_FSYNC);
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC);
    for (const char* key : {"a", "b", "c"}) {
        EXPECT_FALSE(journal.append(new_event(key)));
        EXPECT_FALSE(journal.journal().ready());
    }
    EXPECT_TRUE(journal.committed.empty());
    disk.heal();
    ASSERT_TRUE(wait_ready());
    EXPECT_TRUE(journal.append(new_event("d")));
}

TEST_F(WriterFailureTest, IsNotReadyWhileTheDiskHangs) {
    settings.patience = std::chrono::milliseconds{1};
    auto& journal = open().journal();
    disk.hang(File::wal, Call::sync);
    std::optional<Result<Appended>> answer;
    journal.append(new_event("a"), [&](Result<Appended> appended) {
        answer = std::move(appended);
    });
    EXPECT_TRUE(loop.run_until([&] {
        loop.post([] {}); // looks again at once
        return journal.is_stuck();
    }));
    EXPECT_FALSE(journal.ready());
    EXPECT_FALSE(answer);

    disk.heal();
    EXPECT_TRUE(loop.run_until([&] { return answer.has_value(); }));
    EXPECT_TRUE(answer->has_value());
    EXPECT_TRUE(wait_ready());
}

TEST_F(WriterFailureTest, DeliversAnEventThatWasRefusedButExists) {
    auto& journal = open();
    const Position before = journal.deliver(new_event("a"));
    // As long as no sync succeeds the WAL is kept, with the commit whose sync failed.
    disk.fail(File::wal, Call::sync, SQLITE_IOERR_FSYNC);
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC);
    ASSERT_FALSE(journal.append(new_event("b")));
    EXPECT_EQ(journal.committed.size(), 1u);
    disk.heal();

    ASSERT_TRUE(wait_ready());
    const auto retried = journal.append(new_event("b"));
    ASSERT_TRUE(retried);
    EXPECT_EQ(retried->disposition, Disposition::duplicate);
    ASSERT_EQ(journal.committed.size(), 2u);
    EXPECT_EQ(journal.committed[1].event->envelope.dedupe_key, "b");
    EXPECT_EQ(journal.committed[1].event->id, retried->id);
    const Position found = journal.committed[1].position;
    EXPECT_GT(found, before);
    EXPECT_GT(journal.deliver(new_event("c")), found);
}

TEST_F(WriterFailureTest, EmptiesTheLogBeforeItGoesOn) {
    auto& journal = open();
    disk.fail(File::wal, Call::sync, SQLITE_IOERR_FSYNC);
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC);
    ASSERT_FALSE(journal.append(new_event("a")));
    const int syncs = disk.calls(File::database, Call::sync);
    disk.heal();
    ASSERT_TRUE(wait_ready());
    EXPECT_GT(disk.calls(File::database, Call::sync), syncs)
        << "what follows pages that were never written would be lost with them";
}

// SQLite would go on where it was, and never again copy what a failed sync may have lost. Nor may
// the other program, when it closes the file, take the WAL away.
TEST_F(WriterFailureTest, IsNotOpenedAgainWhileAnotherProgramHasItOpen) {
    open().deliver(new_event("a"));
    auto shell = std::make_unique<SQLite::Database>(settings.path, SQLite::OPEN_READWRITE);
    EXPECT_EQ(shell->execAndGet("SELECT count(*) FROM events").getInt(), 1);
    disk.fail(File::wal, Call::sync, SQLITE_IOERR_FSYNC, 1);
    EXPECT_FALSE(probe->append(new_event("b")));
    const auto reason = settings.path.string() + ": another program has it open: close it there";
    EXPECT_TRUE(comes_true([&] {
        const auto ready = probe->journal().ready();
        return !ready && ready.error().message == reason;
    }));
    shell.reset();
    ASSERT_TRUE(wait_ready());
    EXPECT_TRUE(probe->append(new_event("c")));
}

TEST_F(WriterFailureTest, KeepsSettlementsAndWritesThemFirstAndInOrder) {
    auto& journal = open();
    const Position first = journal.deliver(new_event("a"));
    const Position second = journal.deliver(new_event("b"));
    disk.fail(File::wal, Call::write, SQLITE_FULL);
    std::vector<std::string> answered;
    const auto note = [&](std::string what) {
        return [&answered, what](const auto& result) {
            answered.push_back(what + (result ? " done" : " refused"));
        };
    };
    journal.journal().settle({retry("erp", first, 1, clock.now())}, note("retry"));
    journal.journal().append(new_event("c"), note("append"));
    journal.journal().settle({dead("erp", first, 2)}, note("dead"));
    ASSERT_TRUE(loop.run_until([&] { return answered.size() == 1; }));
    EXPECT_EQ(answered[0], "append refused");
    journal.journal().settle({done("erp", second)}, note("done"));
    const int writes = disk.calls(File::wal, Call::write);
    ASSERT_TRUE(comes_true([&] { return disk.calls(File::wal, Call::write) > writes + 1; }))
        << "it is opened again in vain";
    EXPECT_EQ(journal.scan("erp").size(), 2u) << "reading goes on";

    disk.heal();
    ASSERT_TRUE(loop.run_until([&] { return answered.size() == 4; }));
    EXPECT_EQ(
        answered,
        (std::vector<std::string>{"append refused", "retry done", "dead done", "done done"})
    );
    EXPECT_TRUE(journal.scan("erp").empty());
    EXPECT_EQ(journal.backlog()[0].dead, 1u);
}

TEST_F(WriterFailureTest, AnswersWhatItCannotWriteWhenItCloses) {
    auto& journal = open();
    const Position position = journal.deliver(new_event("a"));
    disk.fail(File::wal, Call::write, SQLITE_IOERR_WRITE);
    std::vector<bool> answers;
    journal.journal().settle({done("erp", position)}, [&](const auto& result) {
        answers.push_back(result.has_value());
    });
    journal.journal().close();
    loop.run_posted();
    EXPECT_EQ(answers, std::vector{false});
    disk.heal();
    EXPECT_EQ(open().scan("erp").size(), 1u) << "its delivery runs again";
}

TEST_F(WriterFailureTest, ClosesThoughItOpensAgainAndAgainAndCannotWrite) {
    auto& journal = open();
    const Position position = journal.deliver(new_event("a"));
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE)
        .exec("CREATE TRIGGER keep BEFORE DELETE ON deliveries BEGIN SELECT RAISE(ABORT, ''); END");
    std::optional<bool> is_settled;
    journal.journal().settle({done("erp", position)}, [&](const auto& result) {
        is_settled = result.has_value();
    });
    journal.journal().close();
    loop.run_posted();
    EXPECT_EQ(is_settled, false);
}

TEST_F(WriterFailureTest, TriesAgainAfterAFailedCheckpoint) {
    settings.wal_size = 4u << 20;
    auto& journal = open();
    disk.fail(File::database, Call::sync, SQLITE_IOERR_FSYNC, 1);
    disk.fail(File::database, Call::write, SQLITE_IOERR_WRITE, 1);
    const std::string body(1 << 20, 'x');
    for (int i = 0; i < 20 && journal.append(new_event(std::to_string(i), body)); ++i)
        continue;
    ASSERT_TRUE(wait_ready());
    EXPECT_TRUE(journal.append(new_event("more")));
    const std::size_t delivered = journal.committed.size();
    EXPECT_EQ(open().scan("erp").size(), delivered);
}

} // namespace

} // namespace orderhook::test
