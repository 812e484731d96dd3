#include "journal/sqlite/pack_recent_rows.hpp"
#include "sample_recent_events.hpp"

#include <SQLiteCpp/Statement.h>

namespace orderhook::test {

namespace {

TEST(PackRecentRows, KeepsEachEventUnderItsNumber) {
    SQLite::Database database(":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("CREATE TABLE recent_buckets (number INTEGER PRIMARY KEY)");
    database.exec("INSERT INTO recent_buckets VALUES (2), (5)");
    for (const char* bucket : {"2", "5"})
        database.exec(
            std::string("CREATE TABLE recent_") + bucket
            + " (row INTEGER PRIMARY KEY, key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT"
              " NULL, reason TEXT, lane INTEGER, occurred_at INTEGER)"
        );
    SQLite::Statement insert(database, "INSERT INTO recent_5 VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (RecentRows::Number number = 1; number <= 300; ++number) {
        const RecentEvent event = recent_event(number);
        insert.reset();
        insert.clearBindings();
        insert.bind(1, number);
        insert.bind(2, event.key.data(), 16);
        insert.bind(3, event.body.data(), 16);
        insert.bind(4, event.event.bytes.data(), 16);
        if (!event.quarantine_reason.empty()) insert.bind(5, event.quarantine_reason);
        if (event.time) {
            insert.bind(6, static_cast<std::int64_t>(event.time->lane));
            insert.bind(7, std::int64_t{event.time->occurred_at.time_since_epoch().count()});
        }
        insert.exec();
    }
    insert.reset();
    pack_recent_rows(database);
    EXPECT_TRUE(saved_in(database, 2).empty());
    const auto saved = saved_in(database, 5);
    ASSERT_EQ(saved.size(), 300u);
    for (RecentRows::Number number = 1; number <= 300; ++number)
        expect_same(saved[number - 1], recent_event(number));
    EXPECT_FALSE(database.tableExists("unpacked_5"));
}

} // namespace

} // namespace orderhook::test
