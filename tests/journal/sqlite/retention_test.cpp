// What the SQLite journal forgets, when, and what it never does.
#include "journal/sqlite/integrity.hpp"
#include "journal/sqlite/write_store.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook::test {

namespace {

using std::chrono::days;
using std::chrono::minutes;
using Keys = std::vector<std::string>;

class RetentionTest : public testing::Test, protected SqliteRoom {
protected:
    /// Received now.
    NewEvent event(const std::string& key, std::size_t size = 2) {
        NewEvent made = new_event(key, std::string(size, 'x'));
        made.event.received_at = clock.now();
        return made;
    }

    EventId settled(const std::string& key, std::size_t size = 2) {
        NewEvent made = event(key, size);
        const EventId id = made.event.id;
        EXPECT_TRUE(probe->settle({done("erp", probe->deliver(std::move(made)))}));
        return id;
    }

    /// Waits until as many events as that were pruned since the test began.
    void wait_pruned(std::size_t count) {
        EXPECT_TRUE(loop.run_until([&] { return pruned_events >= count; })) << pruned_events;
    }

    Keys kept() {
        Keys keys;
        for (const EventRecord& record : probe->list().items)
            keys.push_back(record.event.envelope.dedupe_key);
        return keys;
    }

    std::int64_t rows(const std::string& table) {
        SQLite::Database file(settings.path);
        return file.execAndGet("SELECT count(*) FROM " + table).getInt64();
    }
};

TEST_F(RetentionTest, PrunesSettledEventsOnceTheyAreOldEnough) {
    open();
    settled("old");
    clock.advance(days{1});
    settled("young");
    clock.advance(days{29} + minutes{11});
    wait_pruned(1);
    EXPECT_EQ(kept(), Keys{"young"});
    EXPECT_EQ(probe->append(event("old"))->disposition, Disposition::accepted)
        << "after the dedupe window";
}

TEST_F(RetentionTest, LetsEventsBeStoredThoughOldOnesCannotBePruned) {
    constexpr int busy_timeout = 60'000; // milliseconds
    open();
    settled("old");
    SQLite::Database(settings.path, SQLite::OPEN_READWRITE, busy_timeout)
        .exec("CREATE TRIGGER damaged BEFORE DELETE ON events BEGIN"
              " SELECT RAISE(ABORT, 'as a page that cannot be read'); END");
    clock.advance(days{31});
    (void)probe->append(event("young")); // fails, unless a chore has failed before
    EXPECT_TRUE(loop.run_until([&] {
        loop.post([] {}); // looks again at once
        return probe->journal().ready().has_value();
    }));
    for (const char* key : {"a", "b", "c"})
        EXPECT_TRUE(probe->append(event(key))) << "it does not try again at once";

    SQLite::Database(settings.path, SQLite::OPEN_READWRITE, busy_timeout)
        .exec("DROP TRIGGER damaged");
    clock.advance(minutes{11});
    wait_pruned(1);
}

TEST_F(RetentionTest, NeverPrunesWhatIsOwedNorItsPlaceInTheLane) {
    open();
    const Position owed = probe->deliver(event("owed"));
    const EventId replayed = settled("replayed");
    ASSERT_TRUE(probe->replay({{replayed, "crm"}}));
    const Position again = probe->committed.back().position;
    settled("settled");
    clock.advance(days{400});
    wait_pruned(1);
    EXPECT_EQ(kept(), (Keys{"replayed", "owed"}));
    EXPECT_EQ(probe->scan("erp")[0].position, owed);

    ASSERT_TRUE(probe->settle({done("erp", owed), done("crm", again)}));
    clock.advance(minutes{11}); // it looks again at what it left behind
    wait_pruned(3);
    EXPECT_EQ(kept(), Keys{});
    EXPECT_EQ(rows("replays"), 0);
}

TEST_F(RetentionTest, NeverPrunesAnOldEventWithTheCommitThatStoresIt) {
    open();
    NewEvent old = event("old");
    old.event.received_at -= days{400};
    const Position position = probe->deliver(std::move(old));
    clock.advance(minutes{11});
    probe->deliver(event("next"));
    EXPECT_EQ(probe->fetch("erp", {position}).size(), 1u);
    EXPECT_EQ(pruned_events, 0u);
}

TEST_F(RetentionTest, KeepsDeadLettersFromTheDayTheyDiedWithTheirAttempts) {
    open();
    const Position tried = probe->deliver(event("a"));
    clock.advance(days{80});
    Settlement last = dead("erp", tried, 2);
    last.started_at = clock.now();
    ASSERT_TRUE(probe->settle({retry("erp", tried, 1, clock.now()), last}));
    settled("b");
    clock.advance(days{89});
    wait_pruned(1);
    EXPECT_EQ(kept(), Keys{"a"});
    EXPECT_EQ(probe->dead_letters().items.size(), 1u);

    clock.advance(days{1} + minutes{11});
    wait_pruned(2);
    EXPECT_EQ(pruned_dead_letters, 1u);
    EXPECT_TRUE(probe->dead_letters().items.empty());
    EXPECT_TRUE(probe->backlog().empty());
    EXPECT_EQ(rows("attempts"), 0);
}

TEST_F(RetentionTest, KeepsQuarantinedAndConflictingEventsForTheirOwnTime) {
    open();
    NewEvent quarantined = event("a");
    quarantined.quarantine_reason = "no type";
    ASSERT_TRUE(probe->append(quarantined));
    settled("b");
    ASSERT_TRUE(probe->append(event("b", 3)));
    clock.advance(days{89});
    wait_pruned(1);
    EXPECT_EQ(kept(), (Keys{"b", "a"}));
    clock.advance(days{1} + minutes{11});
    wait_pruned(3);
    EXPECT_EQ(kept(), Keys{});
}

TEST_F(RetentionTest, GoesOnBehindManyThatStay) {
    open();
    for (int i = 0; i < 600; ++i) { // more than two steps
        NewEvent quarantined = event("quarantined " + std::to_string(i));
        quarantined.quarantine_reason = "no type";
        probe->journal().append(quarantined, [](auto) {});
    }
    settled("settled");
    clock.advance(days{31});
    wait_pruned(1);
    EXPECT_EQ(pruned_events, 1u);
}

TEST_F(RetentionTest, ComesBehindMoreThatStayThanItLooksAtInTenMinutes) {
    open();
    for (int i = 0; i < 200; ++i) {
        NewEvent quarantined = event("quarantined " + std::to_string(i));
        quarantined.quarantine_reason = "no type";
        probe->journal().append(quarantined, [](auto) {});
    }
    settled("settled");
    probe.reset();
    clock.advance(days{31});
    const auto store = WriteStore::open(settings, clock.now(), IfMissing::fail).value();
    std::size_t pruned = 0;
    for (int step = 0; step < 20 && pruned == 0; ++step) {
        clock.advance(minutes{6});
        store->begin(clock.now());
        pruned = store->prune_beside(0, clock.now()).events; // looks at 16
        store->commit();
    }
    EXPECT_EQ(pruned, 1u);
}

TEST_F(RetentionTest, PrunesTheOldestSettledOnesWhenTheFileIsTooLarge) {
    settings.retention.max_size = 4 << 20;
    open();
    const Position owed = probe->deliver(event("owed"));
    for (int i = 0; i < 100; ++i) {
        clock.advance(std::chrono::seconds{1});
        settled(std::to_string(i), 100'000);
    }
    clock.advance(minutes{11});
    wait_pruned(60);
    const Keys keys = kept();
    ASSERT_GT(keys.size(), 10u) << "no more than needed";
    ASSERT_LT(keys.size(), 45u);
    EXPECT_EQ(keys.front(), "99");
    EXPECT_EQ(keys.back(), "owed");
    EXPECT_EQ(probe->scan("erp")[0].position, owed);
}

TEST_F(RetentionTest, KeepsUpWithASteadyLoad) {
    settings.retention.settled = minutes{1};
    open();
    for (int i = 0; i < 600; ++i) {
        clock.advance(std::chrono::milliseconds{200});
        settled(std::to_string(i));
    }
    EXPECT_GT(pruned_events, 200u) << "while others wait, not only afterwards";
}

TEST_F(RetentionTest, KnowsDuplicatesAndLatenessOfWhatItPruned) {
    settings.retention.settled = days{1};
    open();
    NewEvent first = event("a");
    first.event.envelope.occurred_at = clock.now();
    ASSERT_TRUE(probe->settle({done("erp", probe->deliver(first))}));
    clock.advance(days{6});
    wait_pruned(1);
    EXPECT_EQ(probe->append(event("a"))->disposition, Disposition::duplicate);
    NewEvent late = event("b");
    late.event.envelope.occurred_at = *first.event.envelope.occurred_at - minutes{1};
    probe->deliver(late);
    EXPECT_TRUE(probe->committed.back().event->late);
}

TEST_F(RetentionTest, GivesFreePagesBackAndKeepsSomeToWriteOn) {
    open();
    for (int i = 0; i < 40; ++i)
        settled(std::to_string(i), 1 << 20);
    clock.advance(days{31});
    wait_pruned(40);
    const auto size = [&] { return std::filesystem::file_size(settings.path); };
    ASSERT_TRUE(comes_true([&] { return size() < std::size_t{20} << 20; })) << size();
    probe.reset();
    EXPECT_GT(size(), std::size_t{15} << 20);
    EXPECT_TRUE(check_integrity(settings.path));
}

TEST_F(RetentionTest, GoesOnWhenTheDiskIsFullAndGivesAllBack) {
    std::atomic<std::uint64_t> free = 1'000;
    settings.min_free = 1'000;
    settings.free_space = [&](const auto&) -> Result<std::uint64_t> { return free.load(); };
    open();
    for (int i = 0; i < 4; ++i)
        settled(std::to_string(i), 1 << 20);
    const Position owed = probe->deliver(event("owed"));
    free = 0;
    ASSERT_TRUE(comes_true([&] { return !probe->journal().ready(); }));
    EXPECT_FALSE(probe->append(event("refused")));
    EXPECT_FALSE(probe->replay({{probe->committed[0].event->id, "erp"}}));
    EXPECT_TRUE(probe->settle({done("erp", owed)}));
    clock.advance(days{31});
    EXPECT_TRUE(comes_true([&] {
        EXPECT_TRUE(probe->settle({done("erp", owed)})); // and others, without a pause
        return std::filesystem::file_size(settings.path) < std::size_t{1} << 20;
    })) << std::filesystem::file_size(settings.path);
    EXPECT_EQ(pruned_events, 5u);
}

} // namespace

} // namespace orderhook::test
