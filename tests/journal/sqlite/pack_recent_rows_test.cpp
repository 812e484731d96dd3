#include "journal/sqlite/fingerprint_rows.hpp"
#include "journal/sqlite/pack_recent_rows.hpp"
#include "sample_recent_events.hpp"

#include <SQLiteCpp/Statement.h>

namespace orderhook::test {

namespace {

struct PackRecentRowsTest : testing::Test {
    PackRecentRowsTest() {
        database.exec("CREATE TABLE recent_buckets (number INTEGER PRIMARY KEY)");
        database.exec("INSERT INTO recent_buckets VALUES (2), (5)");
        for (const std::string bucket : {"recent_2", "recent_5"}) {
            database.exec(
                "CREATE TABLE " + bucket
                + " (row INTEGER PRIMARY KEY, key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT"
                  " NULL, reason TEXT, lane INTEGER, occurred_at INTEGER)"
            );
            database.exec(
                "CREATE TABLE " + bucket
                + "_keys (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID"
            );
            database.exec(
                "CREATE TABLE " + bucket
                + "_lanes (lane BLOB PRIMARY KEY, newest INTEGER NOT NULL) WITHOUT ROWID"
            );
        }
    }
    ~PackRecentRowsTest() override {
        EXPECT_EQ(
            database.execAndGet("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'unpacked%'")
                .getInt(),
            0
        );
    }
    SQLite::Database database{":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
};

TEST_F(PackRecentRowsTest, KeepsEachEventUnderItsNumber) {
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
}

TEST_F(PackRecentRowsTest, KeepsTheNumbersOfKeysAndTheTimesOfLanes) {
    constexpr std::uint64_t count = 20'000; // several share their first bits
    constexpr std::int64_t before_1970 = -1'000'000;
    SQLite::Statement key(database, "INSERT INTO recent_2_keys VALUES (?, ?)");
    SQLite::Statement lane(database, "INSERT INTO recent_2_lanes VALUES (?, ?)");
    for (std::uint64_t number = 1; number <= count; ++number)
        for (auto* insert : {&key, &lane}) {
            const auto fingerprint = body_fingerprint(std::to_string(number));
            insert->reset();
            insert->bind(1, fingerprint.data(), 16);
            insert->bind(2, static_cast<std::int64_t>(number) * (insert == &key ? 1 : before_1970));
            insert->exec();
        }
    key.reset();
    lane.reset();
    pack_recent_rows(database);
    for (std::uint64_t number = 1; number <= count; ++number) {
        const auto fingerprint = body_fingerprint(std::to_string(number));
        ASSERT_EQ(FingerprintRows::find(database, "recent_2_keys", fingerprint), number);
        ASSERT_EQ(
            FingerprintRows::find(database, "recent_2_lanes", fingerprint),
            number * static_cast<std::uint64_t>(before_1970)
        );
    }
    EXPECT_FALSE(
        FingerprintRows::find(database, "recent_5_keys", body_fingerprint(std::to_string(1)))
    );
}

} // namespace

} // namespace orderhook::test
