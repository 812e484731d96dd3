#include "journal/sqlite/bloom_filter.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/fingerprint_rows.hpp"
#include "journal/sqlite/lane_times.hpp"
#include "journal/sqlite/pack_recent_rows.hpp"
#include "journal/sqlite/recent_events.hpp"
#include "sample_recent_events.hpp"
#include "support/temporary_folder.hpp"

#include <SQLiteCpp/Statement.h>

namespace orderhook::test {

namespace {

using Number = RecentRows::Number;

/// A journal with buckets of the form before version 4.
class PackRecentRowsTest : public testing::Test {
protected:
    PackRecentRowsTest() {
        auto opened = open_for_writing(folder.path() / "journal.db", Time{}, IfMissing::create);
        if (opened) database = std::move(*opened);
    }
    void SetUp() override { ASSERT_TRUE(database); }
    void TearDown() override {
        const auto left = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'unpacked%'";
        EXPECT_EQ(database->execAndGet(left).getInt(), 0);
    }

    void create_bucket(const std::string& number) {
        const std::string table = "recent_" + number;
        database->exec("INSERT INTO recent_buckets (number, opened_at) VALUES (" + number + ", 0)");
        database->exec(
            "CREATE TABLE " + table
            + " (row INTEGER PRIMARY KEY, key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT"
              " NULL, reason TEXT, lane INTEGER, occurred_at INTEGER)"
        );
        database->exec(
            "CREATE TABLE " + table
            + "_keys (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID"
        );
        database->exec(
            "CREATE TABLE " + table
            + "_lanes (lane BLOB PRIMARY KEY, newest INTEGER NOT NULL) WITHOUT ROWID"
        );
    }

    /// Events of those numbers, under rows from 1.
    void insert_events(const std::string& bucket, Number first, Number last) {
        SQLite::Statement insert(
            *database,
            "INSERT INTO recent_" + bucket + " VALUES (?, ?, ?, ?, ?, ?, ?)"
        );
        for (Number number = first; number <= last; ++number) {
            const RecentEvent event = recent_event(number);
            insert.reset();
            insert.clearBindings();
            insert.bind(1, number - first + 1);
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
    }

    void insert_number(const std::string& table, const Fingerprint& key, std::int64_t number) {
        SQLite::Statement insert(*database, "INSERT INTO " + table + " VALUES (?, ?)");
        insert.bind(1, key.data(), 16);
        insert.bind(2, number);
        insert.exec();
    }

    TemporaryFolder folder;
    std::unique_ptr<SQLite::Database> database;
};

TEST_F(PackRecentRowsTest, KeepsEachEventUnderItsNumber) {
    create_bucket("2");
    create_bucket("5");
    insert_events("5", 1, 300);
    pack_recent_rows(*database);
    EXPECT_TRUE(saved_in(*database, 2).empty());
    const auto saved = saved_in(*database, 5);
    ASSERT_EQ(saved.size(), 300u);
    for (Number number = 1; number <= 300; ++number)
        expect_same(saved[number - 1], recent_event(number));
}

TEST_F(PackRecentRowsTest, KeepsTheNumbersOfKeysAndTheTimesOfLanes) {
    constexpr std::uint64_t count = 20'000; // several share their first bits
    constexpr std::int64_t before_1970 = -1'000'000;
    create_bucket("2");
    const auto key = [](std::uint64_t number) { return body_fingerprint(std::to_string(number)); };
    database->exec("BEGIN");
    for (std::uint64_t number = 1; number <= count; ++number) {
        insert_number("recent_2_keys", key(number), static_cast<std::int64_t>(number));
        insert_number(
            "recent_2_lanes",
            key(number),
            static_cast<std::int64_t>(number) * before_1970
        );
    }
    database->exec("COMMIT");
    pack_recent_rows(*database);
    for (std::uint64_t number = 1; number <= count; ++number) {
        ASSERT_EQ(FingerprintRows::find(*database, "recent_2_keys", key(number)), number);
        ASSERT_EQ(
            FingerprintRows::find(*database, "recent_2_lanes", key(number)),
            number * static_cast<std::uint64_t>(before_1970)
        );
    }
    EXPECT_FALSE(FingerprintRows::find(*database, "recent_2_keys", key(count + 1)));
}

TEST_F(PackRecentRowsTest, PassesADamagedKeyOver) {
    create_bucket("2");
    Fingerprint one{}, two{};
    one.front() = 0x40;
    two.front() = 0x40;
    two.back() = 0x02;
    insert_number("recent_2_keys", one, 1);
    insert_number("recent_2_keys", two, 2);
    database->exec(
        "INSERT INTO recent_2_keys VALUES (x'40000000000000000000000000000000' || x'01', 3)"
    );
    pack_recent_rows(*database);
    EXPECT_EQ(FingerprintRows::find(*database, "recent_2_keys", one), 1u);
    EXPECT_EQ(FingerprintRows::find(*database, "recent_2_keys", two), 2u);
    EXPECT_EQ(database->execAndGet("SELECT count(*) FROM recent_2_keys").getInt(), 1);
}

TEST_F(PackRecentRowsTest, LeavesWhatIsKnownOfEventsInBucketsOfEachState) {
    BloomFilter keys(300), lanes(300);
    create_bucket("1"); // sealed
    insert_events("1", 1, 300);
    for (Number number = 1; number <= 300; ++number) {
        const auto event = recent_event(number);
        insert_number("recent_1_keys", event.key, number);
        keys.insert(event.key);
        if (!event.time) continue;
        const auto lane = lane_fingerprint(event.time->lane);
        insert_number("recent_1_lanes", lane, event.time->occurred_at.time_since_epoch().count());
        lanes.insert(lane);
    }
    SQLite::Statement seal(
        *database,
        "UPDATE recent_buckets SET closed_at = 1, newest = ?, key_filter = ?, lane_filter = ?"
    );
    seal.bind(1, std::int64_t{recent_event(1).time->occurred_at.time_since_epoch().count()});
    seal.bind(2, keys.bytes().data(), static_cast<int>(keys.bytes().size()));
    seal.bind(3, lanes.bytes().data(), static_cast<int>(lanes.bytes().size()));
    seal.exec();
    create_bucket("2"); // closed, and its keys copied in part
    insert_events("2", 301, 400);
    for (Number number = 301; number <= 330; ++number)
        insert_number("recent_2_keys", recent_event(number).key, number - 300);
    database->exec("UPDATE recent_buckets SET closed_at = 2 WHERE number = 2");
    create_bucket("3"); // open
    insert_events("3", 401, 450);

    pack_recent_rows(*database);
    RecentEvents recent(*database, {});
    for (Number number = 1; number <= 450; ++number) {
        SCOPED_TRACE(number);
        const auto event = recent_event(number);
        expect_same(recent.find(event.key), event);
        if (!event.time) continue;
        EXPECT_FALSE(recent.has_later(*event.time));
        EXPECT_TRUE(recent.has_later({event.time->lane, event.time->occurred_at - Duration{1}}));
    }
    EXPECT_FALSE(recent.find(recent_event(451).key));
}

} // namespace

} // namespace orderhook::test
