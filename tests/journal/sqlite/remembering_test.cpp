// What the journal knows of events after a start, though it saves that for many at once only.
#include "sqlite_room.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook::test {

namespace {

using std::chrono::minutes;

class RememberingTest : public testing::Test, protected SqliteRoom {
protected:
    std::int64_t saved_rows() {
        SQLite::Database file(settings.path);
        return file.execAndGet("SELECT count(*) FROM recent_1").getInt64();
    }

    void expect_duplicate(const NewEvent& event, const EventId& of) {
        const auto again = probe->append(event);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->disposition, Disposition::duplicate);
        EXPECT_EQ(again->id, of);
    }
};

NewEvent quarantined(const std::string& key) {
    NewEvent event = new_event(key);
    event.quarantine_reason = "no type";
    return event;
}

TEST_F(RememberingTest, KnowsWhatWasNotSavedWhenItEnded) {
    open();
    const NewEvent first = event_at("a", vendor_time);
    const NewEvent conflict = new_event("a", "other");
    const NewEvent unknown = quarantined("b");
    ASSERT_EQ(probe->append(first)->disposition, Disposition::accepted);
    ASSERT_EQ(probe->append(conflict)->disposition, Disposition::conflict);
    ASSERT_EQ(probe->append(unknown)->disposition, Disposition::quarantined);
    ASSERT_EQ(saved_rows(), 0);

    open();
    expect_duplicate(first, first.event.id);
    expect_duplicate(conflict, conflict.event.id);
    expect_duplicate(unknown, unknown.event.id);
    EXPECT_EQ(probe->append(unknown)->quarantine_reason, "no type");
    EXPECT_EQ(probe->append(new_event("a", "third"))->first, first.event.id);
    probe->deliver(event_at("c", vendor_time - minutes{1}));
    EXPECT_TRUE(probe->committed.back().event->late);
}

TEST_F(RememberingTest, SavesARowForMany) {
    open();
    std::vector<NewEvent> sent;
    for (int i = 0; i < 300; ++i) {
        sent.push_back(new_event(std::to_string(i)));
        ASSERT_TRUE(probe->append(sent.back()));
    }
    EXPECT_EQ(saved_rows(), 2);
    open();
    for (const NewEvent& event : sent)
        expect_duplicate(event, event.event.id);
}

TEST_F(RememberingTest, KnowsWhatWasPrunedBeforeItWasSaved) {
    settings.retention.settled = minutes{1};
    open();
    NewEvent event = new_event("a");
    event.event.received_at = clock.now();
    ASSERT_TRUE(probe->settle({done("erp", probe->deliver(event))}));
    clock.advance(minutes{12});
    ASSERT_TRUE(loop.run_until([&] { return pruned_events > 0; }));
    open();
    expect_duplicate(event, event.event.id);
}

TEST_F(RememberingTest, KnowsWhatWasReleasedBeforeItWasSaved) {
    open();
    const NewEvent conflict = new_event("a", "other");
    ASSERT_TRUE(probe->append(new_event("a")));
    ASSERT_TRUE(probe->append(conflict));
    ASSERT_TRUE(probe->release(conflict.event.id, conflict.event.envelope, {"erp"}));
    open();
    expect_duplicate(conflict, conflict.event.id);
}

} // namespace

} // namespace orderhook::test
