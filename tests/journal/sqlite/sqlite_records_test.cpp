// What the SQLite journal's records keep across restarts and at their bounds.
#include "crypto/event_id_source.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook::test {

namespace {

using std::chrono::hours;

class SqliteRecordsTest : public testing::Test, protected SqliteRoom {
protected:
    /// Received now, with an id of now.
    NewEvent event(const std::string& key) {
        NewEvent made = new_event(key);
        made.event.received_at = clock.now();
        made.event.id = ids.next(clock.now());
        return made;
    }

    EventIdSource ids;
};

TEST_F(SqliteRecordsTest, KeepsReplayCountsAndAttemptsAcrossRestarts) {
    const NewEvent first = new_event("a");
    open();
    ASSERT_TRUE(probe->settle({dead("erp", probe->deliver(first))}));
    for (std::uint32_t replay = 1; replay <= 3; ++replay) {
        open();
        ASSERT_EQ(probe->replay({{first.event.id, "erp"}})->deliveries, 1u);
        EXPECT_EQ(probe->committed[0].replay, replay);
        open();
        const auto pending = probe->scan("erp");
        ASSERT_EQ(pending.size(), 1u);
        EXPECT_EQ(pending[0].replay, replay);
        EXPECT_EQ(probe->fetch("erp", {pending[0].position})[0].replay, replay);
        ASSERT_TRUE(probe->settle({dead("erp", pending[0].position)}));
    }
    EXPECT_EQ(open().dead_letters().items[0].delivery.replay, 3u);
    EXPECT_EQ(probe->attempts(first.event.id).size(), 4u);
}

TEST_F(SqliteRecordsTest, ReadsOnThoughARowIsDamaged) {
    const NewEvent damaged = new_event("b");
    std::vector<Position> positions{open().deliver(new_event("a"))};
    positions.push_back(probe->deliver(damaged));
    positions.push_back(probe->deliver(new_event("c")));
    probe.reset();
    SQLite::Database(settings.path.string(), SQLite::OPEN_READWRITE)
        .exec("UPDATE events SET headers = x'ff' WHERE dedupe_key = 'b'");

    const auto found = open().fetch("erp", positions);
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].damage, "");
    EXPECT_EQ(found[1].damage, "its stored headers are damaged");
    EXPECT_EQ(found[1].event->body, damaged.event.body);
    EXPECT_EQ(found[2].damage, "");

    ASSERT_TRUE(probe->settle({dead("erp", positions[1])}));
    EXPECT_TRUE(probe->find(damaged.event.id)) << "people can look at it";
    EXPECT_EQ(probe->dead_letters().items.size(), 1u);
    ASSERT_EQ(probe->replay({{damaged.event.id, "erp"}})->deliveries, 1u);
    EXPECT_EQ(probe->committed.back().damage, "its stored headers are damaged");
}

TEST_F(SqliteRecordsTest, ListsADeadLetterWhoseEventIsLost) {
    const Position position = open().deliver(new_event("a"));
    ASSERT_TRUE(probe->settle({dead("erp", position)}));
    probe.reset();
    SQLite::Database(settings.path.string(), SQLite::OPEN_READWRITE).exec("DELETE FROM events");

    const auto listed = open().dead_letters("erp").items;
    ASSERT_EQ(listed.size(), 1u);
    EXPECT_EQ(listed[0].delivery.position, position);
    EXPECT_EQ(listed[0].delivery.reason, "no such order");
    EXPECT_EQ(listed[0].record.event.id, EventId{});
    EventFilter of_the_shop;
    of_the_shop.source = "shop";
    EXPECT_TRUE(probe->dead_letters("erp", of_the_shop).items.empty());
}

TEST_F(SqliteRecordsTest, KnowsLatenessForTheDedupeWindowAcrossRestarts) {
    settings.dedupe_window = std::chrono::days{2};
    NewEvent newest = event("newest");
    newest.event.envelope.occurred_at = clock.now();
    open().deliver(newest);
    for (int hour = 0; hour < 47; hour += 4) { // through all states of its bucket
        clock.advance(hours{4} - std::chrono::minutes{1});
        NewEvent late = event("late " + std::to_string(hour));
        late.event.envelope.occurred_at =
            *newest.event.envelope.occurred_at - std::chrono::seconds{1};
        const auto& journal = open();
        probe->deliver(late);
        EXPECT_TRUE(journal.committed[0].event->late) << "after " << hour << " hours";
        NewEvent in_time = event("in time " + std::to_string(hour));
        in_time.event.envelope.occurred_at = newest.event.envelope.occurred_at;
        probe->deliver(in_time);
        EXPECT_FALSE(journal.committed[1].event->late) << "after " << hour << " hours";
        EXPECT_FALSE(probe->find(in_time.event.id)->record.event.late);
    }
}

TEST_F(SqliteRecordsTest, ListsARangeOfTimeWithoutLookingAtAllThatIsNewer) {
    open();
    NewEvent wanted = event("wanted");
    ASSERT_TRUE(probe->append(wanted));
    const Time then = clock.now();
    clock.advance(hours{2});
    std::size_t answered = 0;
    for (int i = 0; i < 10'100; ++i) {
        NewEvent newer = event(std::to_string(i));
        newer.handlers.clear();
        probe->journal().append(std::move(newer), [&](auto) { ++answered; });
    }
    ASSERT_TRUE(loop.run_until([&] { return answered == 10'100; }));

    EventFilter range;
    range.from = then;
    range.to = then + std::chrono::seconds{1};
    auto page = probe->list(range);
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].event.id, wanted.event.id);
    EXPECT_FALSE(page.next);

    EventFilter newer;
    newer.from = then + hours{1};
    newer.order_key = "order:18";
    page = probe->list(newer);
    EXPECT_TRUE(page.items.empty());
    ASSERT_TRUE(page.next) << "one call looks at 10,000 rows";
    page = probe->list(newer, {100, page.next});
    EXPECT_TRUE(page.items.empty());
    EXPECT_FALSE(page.next);
}

TEST_F(SqliteRecordsTest, TakesAsManyReplaysAsOneCommitMayHold) {
    open();
    std::vector<ReplayTarget> targets;
    std::vector<Settlement> outcomes;
    for (int i = 0; i < 6; ++i) {
        const NewEvent large = new_event(std::to_string(i), std::string(1 << 20, 'x'));
        outcomes.push_back(done("erp", probe->deliver(large)));
        targets.push_back({large.event.id, "erp"});
    }
    ASSERT_TRUE(probe->settle(outcomes));
    std::size_t calls = 0;
    while (!targets.empty()) {
        const auto replayed = probe->replay(targets);
        ASSERT_TRUE(replayed);
        ASSERT_GE(replayed->taken, 1u);
        targets.erase(
            targets.begin(),
            targets.begin() + static_cast<std::ptrdiff_t>(replayed->taken)
        );
        ++calls;
    }
    EXPECT_EQ(calls, 2u);
    EXPECT_EQ(probe->scan("erp").size(), 6u);
}

TEST_F(SqliteRecordsTest, HoldsUpNobodyToSearchForEventsThatAreGone) {
    open();
    probe.reset();
    SQLite::Database(settings.path.string(), SQLite::OPEN_READWRITE)
        .exec("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000)"
              " INSERT INTO event_spans SELECT -i, -i, zeroblob(16), randomblob(16) FROM n");
    std::vector<ReplayTarget> targets(1'000, {next_id(), "erp"});
    const auto replayed = open().replay(targets);
    ASSERT_TRUE(replayed);
    EXPECT_GE(replayed->taken, 1u);
    EXPECT_LT(replayed->taken, targets.size()) << "the others wait for the next request";
}

TEST_F(SqliteRecordsTest, FreesWhatIsParkedThoughAnEventIsGone) {
    for (const char* key : {"a", "b", "c"})
        open().deliver(new_event(key));
    probe.reset();
    SQLite::Database(settings.path.string(), SQLite::OPEN_READWRITE)
        .exec("DELETE FROM events WHERE dedupe_key = 'b'");
    EXPECT_EQ(*open().free_parked("erp", "crm"), 3u);
    EXPECT_TRUE(probe->journal().ready());
    EXPECT_TRUE(probe->scan("erp").empty());
    EXPECT_EQ(probe->scan("crm").size(), 2u);
    const auto backlog = probe->backlog();
    ASSERT_EQ(backlog.size(), 2u);
    EXPECT_EQ(backlog[1].dead, 1u);
}

TEST_F(SqliteRecordsTest, AnswersEditsBeforeItClosesAndRefusesThemAfter) {
    open();
    std::vector<bool> answers;
    const auto note = [&](const auto& result) { answers.push_back(result.has_value()); };
    auto& journal = probe->journal();
    journal.replay({}, note);
    journal.close();
    journal.free_parked("erp", {}, 1, note);
    journal.find(next_id(), note);
    loop.run_posted();
    EXPECT_EQ(answers, (std::vector{true, false, false}));
}

} // namespace

} // namespace orderhook::test
