#include "journal/sqlite/integrity.hpp"
#include "journal/sqlite/schema.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace orderhook::test {

namespace {

using std::chrono::days;

class SqliteJournalTest : public testing::Test, protected SqliteRoom {};

TEST_F(SqliteJournalTest, KeepsPendingDeliveriesWithEveryByte) {
    NewEvent event = new_event(std::string("k\0\xff", 3), std::string("\0{\xff\xfe\n}\0", 7));
    event.event.envelope.tenant = "shop \xc3\xa9";
    event.event.envelope.occurred_at = Time{std::chrono::microseconds{-1}};
    event.event.headers = {{"X-A", std::string("\0\xff", 2)}, {"x-a", ""}};
    const Event sent = event.event;
    const Position position = open().deliver(std::move(event));

    auto& again = open();
    const auto pending = again.scan("erp");
    ASSERT_EQ(pending.size(), 1u);
    EXPECT_EQ(pending[0].position, position);
    EXPECT_EQ(pending[0].lane, lane_of(sent.source, sent.envelope));
    const auto fetched = again.fetch("erp", {position});
    ASSERT_EQ(fetched.size(), 1u);
    const Event& kept = *fetched[0].event;
    EXPECT_EQ(kept.id, sent.id);
    EXPECT_EQ(kept.source, sent.source);
    EXPECT_EQ(kept.provider, sent.provider);
    EXPECT_EQ(kept.envelope, sent.envelope);
    EXPECT_EQ(kept.headers, sent.headers);
    EXPECT_EQ(kept.received_at, sent.received_at);
    EXPECT_EQ(kept.body, sent.body);
}

TEST_F(SqliteJournalTest, KeepsRetriesAndDeadLetters) {
    auto& first = open();
    const Position tried = first.deliver(new_event("a"));
    const Position buried = first.deliver(new_event("b"));
    const Time due_at = clock.now() + std::chrono::minutes{5};
    ASSERT_TRUE(first.settle({retry("erp", tried, 2, due_at), dead("erp", buried, 3)}));

    auto& again = open();
    const auto pending = again.scan("erp");
    ASSERT_EQ(pending.size(), 1u);
    EXPECT_EQ(pending[0].attempts, 2u);
    EXPECT_EQ(pending[0].due_at, due_at);
    ASSERT_EQ(again.backlog().size(), 1u);
    EXPECT_EQ(again.backlog()[0].dead, 1u);
    EXPECT_TRUE(again.committed.empty()) << "what was pending before is for a scan to find";

    SQLite::Database file(settings.path);
    EXPECT_EQ(
        file.execAndGet("SELECT group_concat(verdict || number || reason) FROM attempts")
            .getString(),
        "retry2the ERP is away,dead3no such order"
    );
}

TEST_F(SqliteJournalTest, SaysThatTheEventOfADeliveryIsGone) {
    const Position position = open().deliver(new_event("a"));
    probe->close();
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE).exec("DELETE FROM events");
    const auto sound = check_integrity(settings.path);
    ASSERT_FALSE(sound);
    EXPECT_NE(sound.error().message.find("without their events: 1"), std::string::npos);
    const auto fetched = open().fetch("erp", {position});
    ASSERT_EQ(fetched.size(), 1u);
    EXPECT_EQ(fetched[0].damage, "its event is not in the journal any more");
    ASSERT_TRUE(probe->settle({dead("erp", position)}));
    EXPECT_TRUE(probe->scan("erp").empty());
    EXPECT_EQ(probe->discard({{"erp", position}}), 1u);
    EXPECT_TRUE(probe->backlog().empty());
}

/// Breaks the chain of pages of the body in the file.
void tear(const std::filesystem::path& file, char filling) {
    constexpr std::size_t page = 4096;
    std::fstream journal(file, std::ios::in | std::ios::out | std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(journal), {}};
    const std::string full(page - 4, filling);
    std::size_t at = 0;
    while (at < content.size() && content.compare(at + 4, full.size(), full) != 0)
        at += page;
    ASSERT_LT(at, content.size()) << "no page is full of the body";
    journal.seekp(static_cast<std::streamoff>(at));
    journal.write("\xff\xff\xff\xff", 4);
}

TEST_F(SqliteJournalTest, GivesTheDeliveriesBesideOneWhosePagesAreDamaged) {
    open();
    NewEvent large = new_event("a", std::string(20'000, 'x'));
    const EventId id = large.event.id;
    const Position torn = probe->deliver(std::move(large));
    NewEvent small = new_event("b");
    const EventId of_whole = small.event.id;
    const Position whole = probe->deliver(std::move(small));
    for (int more = 0; more < 200; ++more) // a start reads the last ones again
        (void)probe->deliver(new_event(std::to_string(more)));
    probe->close();
    tear(settings.path, 'x');
    const auto fetched = open().fetch("erp", {torn, whole});
    ASSERT_EQ(fetched.size(), 2u);
    EXPECT_NE(fetched[0].damage.find("its event cannot be read"), std::string::npos);
    EXPECT_EQ(fetched[0].position, torn);
    EXPECT_EQ(fetched[1].damage, "");
    EXPECT_EQ(fetched[1].event->envelope.dedupe_key, "b");
    ASSERT_TRUE(probe->settle({dead("erp", torn)}));
    EXPECT_EQ(probe->scan("erp").front().position, whole);
    EXPECT_EQ(fetched[0].event->id, id);
    EXPECT_EQ(probe->dead_letters().items.size(), 1u);
    const auto replayed = probe->replay({{id, "erp"}, {of_whole, "crm"}});
    ASSERT_TRUE(replayed) << "it must not fail the commit of others";
    EXPECT_EQ(replayed->deliveries, 1u);
}

TEST_F(SqliteJournalTest, NeverGivesAPositionAgain) {
    auto& first = open();
    const Position top = first.deliver(new_event("a"));
    ASSERT_TRUE(first.settle({done("erp", top)}));
    first.close();
    {
        SQLite::Database file(settings.path, SQLite::OPEN_READWRITE);
        file.exec("DELETE FROM events"); // as pruning will
    }
    EXPECT_GT(open().deliver(new_event("b")), top);
}

TEST_F(SqliteJournalTest, KnowsADuplicateForTheWindowAcrossRestarts) {
    settings.dedupe_window = days{2};
    const NewEvent first = new_event("a");
    open().deliver(first);
    clock.advance(days{2} - std::chrono::seconds{1});
    const auto again = open().append(new_event("a"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->disposition, Disposition::duplicate);
    EXPECT_EQ(again->id, first.event.id);

    clock.advance(std::chrono::hours{2}); // one of the window's 28 parts is 103 minutes long
    EXPECT_EQ(open().append(new_event("a"))->disposition, Disposition::accepted);
}

TEST_F(SqliteJournalTest, KeepsAPauseAcrossRestarts) {
    using Names = std::vector<std::string>;
    ASSERT_TRUE(open().set_paused("erp", true));
    EXPECT_EQ(open().paused_handlers(), Names{"erp"});
    ASSERT_TRUE(probe->set_paused("erp", false));
    EXPECT_EQ(open().paused_handlers(), Names{});
}

TEST_F(SqliteJournalTest, SetsItsFileUp) {
    open();
    SQLite::Database file(settings.path);
    EXPECT_EQ(file.execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(file.execAndGet("PRAGMA auto_vacuum").getInt(), 2) << "incremental";
    EXPECT_EQ(file.execAndGet("PRAGMA page_size").getInt(), 4096);
    EXPECT_EQ(
        file.execAndGet("SELECT value FROM meta WHERE key = 'schema_version'").getInt(),
        schema_version
    );
    struct stat status {};
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) {
        ASSERT_EQ(stat((settings.path.string() + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777, 0600u) << suffix;
    }
}

TEST_F(SqliteJournalTest, LeavesNoWriteAheadLogWhenItCloses) {
    open().deliver(new_event("a"));
    probe->close();
    EXPECT_FALSE(std::filesystem::exists(settings.path.string() + "-wal"));
    EXPECT_TRUE(std::filesystem::exists(settings.path));
}

TEST_F(SqliteJournalTest, KeepsTheWriteAheadLogSmallWhileItIsRead) {
    settings.wal_size = 16u << 20; // commits wait when it has three times as much
    auto& journal = open();
    const std::string body(1 << 20, 'x');
    for (int i = 0; i < 100; ++i) {
        const Position position = journal.deliver(new_event(std::to_string(i), body));
        ASSERT_EQ(journal.fetch("erp", {position}).size(), 1u);
    }
    EXPECT_LT(std::filesystem::file_size(settings.path.string() + "-wal"), 64u << 20);
}

TEST_F(SqliteJournalTest, AnswersWhatWasAskedBeforeItCloses) {
    auto& journal = open().journal();
    int answers = 0;
    for (int i = 0; i < 100; ++i)
        journal.append(new_event(std::to_string(i)), [&](auto result) {
            answers += result ? 1 : 0;
        });
    journal.scan("erp", 0, 1, [&](auto result) { answers += result ? 1 : 0; });
    journal.close();
    loop.run_posted();
    EXPECT_EQ(answers, 101);

    const auto late = probe->append(new_event("late"));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().code, Errc::unavailable);
    EXPECT_FALSE(probe->settle({}));
    EXPECT_FALSE(journal.ready());
    journal.backlog([&](auto result) { answers += result ? 0 : 1; });
    loop.run_posted();
    EXPECT_EQ(answers, 102);
}

TEST_F(SqliteJournalTest, ReportsItsCommits) {
    auto& journal = open();
    const Position position = journal.deliver(new_event("a"));
    ASSERT_TRUE(journal.append(new_event("a")));
    ASSERT_TRUE(journal.settle({done("erp", position), done("erp", 99)}));
    EXPECT_EQ(events, 2u);
    EXPECT_EQ(settlements, 2u);
}

TEST_F(SqliteJournalTest, RefusesAppendsBeyondTheBytesThatMayWait) {
    settings.max_queued = 100'000;
    auto& journal = open();
    const auto refused = journal.append(new_event("large", std::string(100'000, 'x')));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    EXPECT_TRUE(journal.append(new_event("a", std::string(50'000, 'x'))));
    EXPECT_TRUE(journal.append(new_event("b", std::string(50'000, 'x'))));
}

TEST_F(SqliteJournalTest, StopsAppendingButNotSettlingWhenTheDiskIsNearlyFull) {
    const Position position = open().deliver(new_event("a"));
    std::atomic<std::uint64_t> free = 1'000;
    settings.min_free = 2'000;
    settings.free_space = [&](const auto&) -> Result<std::uint64_t> { return free.load(); };
    auto& journal = open();
    const auto refused = journal.append(new_event("b"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::unavailable);
    const auto ready = journal.journal().ready();
    ASSERT_FALSE(ready);
    EXPECT_NE(ready.error().message.find("disk has"), std::string::npos) << ready.error().message;
    EXPECT_TRUE(journal.settle({done("erp", position)}));

    free = 2'000;
    ASSERT_TRUE(loop.run_until([&] {
        loop.post([] {});
        return journal.journal().ready().has_value();
    })) << "nobody needs to ask for it to notice";
    EXPECT_TRUE(journal.append(new_event("b")));
}

TEST_F(SqliteJournalTest, HasAnAnsweredEventAfterTheProcessIsKilled) {
    int answered[2];
    ASSERT_EQ(pipe(answered), 0);
    const pid_t child = fork();
    if (child == 0) {
        open().journal().append(new_event("a", "kept"), [&](Result<Appended> result) {
            (void)!write(answered[1], result ? "y" : "n", 1);
            kill(getpid(), SIGKILL);
        });
        loop.run_until([] { return false; });
        _exit(1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    char answer = 0;
    ASSERT_EQ(read(answered[0], &answer, 1), 1);
    EXPECT_EQ(answer, 'y');
    close(answered[0]);
    close(answered[1]);

    auto& again = open();
    const auto pending = again.scan("erp");
    ASSERT_EQ(pending.size(), 1u);
    EXPECT_EQ(again.fetch("erp", {pending[0].position})[0].event->body, "kept");
    EXPECT_EQ(again.append(new_event("a", "kept"))->disposition, Disposition::duplicate);
}

} // namespace

} // namespace orderhook::test
