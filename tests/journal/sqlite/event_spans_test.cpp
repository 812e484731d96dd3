// Events are found by their ids though no index has these.
#include "journal/sqlite/event_spans.hpp"
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>

#include <random>

namespace orderhook::test {

namespace {

class EventSpansTest : public testing::Test, protected SqliteRoom {
protected:
    /// Stores an event with that id at once, or when others have come.
    void store(const EventId& id) {
        NewEvent event = new_event(id.to_text());
        event.event.id = id;
        event.event.received_at = clock.now();
        stored.push_back(id);
        probe->journal().append(std::move(event), [&](const auto&) { ++answered; });
    }
    void wait_stored() {
        ASSERT_TRUE(loop.run_until([&] { return answered == stored.size(); }));
    }

    std::int64_t spans() const {
        SQLite::Database file(settings.path);
        return file.execAndGet("SELECT count(*) FROM event_spans").getInt64();
    }

    std::vector<EventId> stored;
    std::size_t answered = 0;
};

TEST_F(EventSpansTest, FindEachEventInSpansAndBehindThem) {
    open();
    for (int count = 0; count < 300; ++count)
        store(next_id());
    wait_stored();
    EXPECT_EQ(spans(), 2);
    for (const EventId& id : stored) {
        const auto found = probe->find(id);
        ASSERT_TRUE(found) << id.to_text();
        EXPECT_EQ(found->record.event.id, id);
    }
    EXPECT_FALSE(probe->find(next_id()));
}

TEST_F(EventSpansTest, FindEventsWhateverTheOrderOfTheirIds) {
    std::vector<EventId> ids(300);
    for (EventId& id : ids)
        id = next_id();
    std::shuffle(ids.begin(), ids.end(), std::mt19937(18));
    open();
    for (const EventId& id : ids)
        store(id);
    wait_stored();
    for (const EventId& id : ids)
        EXPECT_TRUE(probe->find(id)) << id.to_text();
}

TEST_F(EventSpansTest, GoOnWithAnUnfinishedSpanAfterARestart) {
    for (int start = 0; start < 5; ++start) {
        open();
        for (int count = 0; count < 60; ++count)
            store(next_id());
        wait_stored();
    }
    EXPECT_EQ(spans(), 2);
    for (const EventId& id : stored)
        EXPECT_TRUE(probe->find(id)) << id.to_text();
}

TEST_F(EventSpansTest, AreReadWithoutLookingAtAllEvents) {
    open();
    SQLite::Database file(settings.path);
    SQLite::Statement plan(file, std::string("EXPLAIN QUERY PLAN SELECT ") + position_of_id());
    std::string steps;
    while (plan.executeStep())
        steps += plan.getColumn(3).getString() + '\n';
    EXPECT_EQ(steps.find("AUTOMATIC"), std::string::npos) << steps;
    EXPECT_EQ(steps.find("SCAN events"), std::string::npos) << steps;
    EXPECT_NE(steps.find("SEARCH e USING INTEGER PRIMARY KEY"), std::string::npos) << steps;
}

TEST_F(EventSpansTest, AreForgottenWithTheirEvents) {
    settings.retention.settled = std::chrono::days{30};
    open();
    for (int count = 0; count < 200; ++count)
        store(next_id());
    wait_stored();
    std::vector<Settlement> outcomes;
    for (const PendingDelivery& delivery : probe->scan("erp", 0, 1'000))
        outcomes.push_back(done("erp", delivery.position));
    ASSERT_TRUE(probe->settle(outcomes));
    EXPECT_EQ(spans(), 1);
    clock.advance(std::chrono::days{31});
    store(next_id());
    ASSERT_TRUE(comes_true([&] { return pruned_events == 200 && spans() == 0; }));
    EXPECT_FALSE(probe->find(stored.front()));
    EXPECT_TRUE(probe->find(stored.back()));
}

} // namespace

} // namespace orderhook::test
