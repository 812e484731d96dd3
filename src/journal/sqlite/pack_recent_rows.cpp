#include "journal/sqlite/pack_recent_rows.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/fingerprint_rows.hpp"
#include "journal/sqlite/packed_table.hpp"
#include "journal/sqlite/recent_rows.hpp"

#include <SQLiteCpp/Database.h>

#include <vector>

namespace orderhook {

namespace {

std::vector<std::int64_t> buckets(SQLite::Database& database) {
    std::vector<std::int64_t> numbers;
    SQLite::Statement rows(database, "SELECT number FROM recent_buckets");
    while (rows.executeStep())
        numbers.push_back(rows.getColumn(0).getInt64());
    return numbers;
}

RecentEvent unpacked_event_in(const SQLite::Statement& row) {
    RecentEvent event{
        digest_in(row.getColumn(1)),
        digest_in(row.getColumn(2)),
        EventId{digest_in(row.getColumn(3))},
        row.getColumn(4).getString(),
        {}};
    if (!row.isColumnNull(6))
        event.time = LaneTime{number_in(row.getColumn(5)), time_in(row.getColumn(6))};
    return event;
}

/// Gives the table another name, so that a new one takes its place.
std::string set_aside(SQLite::Database& database, const std::string& table) {
    std::string old = "unpacked_" + table;
    database.exec("ALTER TABLE " + table + " RENAME TO " + old);
    return old;
}

// The rows are numbered from 1, as packed ones are, but for those of a bucket that is being erased,
// where nothing refers to the numbers any more.
void pack_events(SQLite::Database& database, std::int64_t bucket) {
    const auto old = set_aside(database, RecentRows::table(bucket));
    RecentRows::create(database, bucket);
    {
        RecentRows packed(database, bucket);
        SQLite::Statement rows(
            database,
            "SELECT row, key, body, event, reason, lane, occurred_at FROM " + old + " ORDER BY row"
        );
        while (rows.executeStep()) {
            (void)packed.add(unpacked_event_in(rows));
            if (packed.unsaved() == RecentRows::enough_for_a_row) packed.save();
        }
        packed.save();
    }
    database.exec("DROP TABLE " + old);
}

// Its first column is a fingerprint, and its key; the second a number.
void pack_fingerprints(SQLite::Database& database, const std::string& table) {
    const auto old = set_aside(database, table);
    FingerprintRows::create(database, table);
    {
        FingerprintRows packed(database, table);
        SQLite::Statement rows(database, "SELECT * FROM " + old + " ORDER BY 1");
        std::uint64_t prefix = 0;
        while (rows.executeStep()) {
            if (rows.getColumn(0).getBytes() != sizeof(Fingerprint)) {
                log_damaged_row(table, prefix);
                continue;
            }
            const auto key = digest_in(rows.getColumn(0));
            if (FingerprintRows::prefix_of(key) != prefix) packed.write();
            prefix = FingerprintRows::prefix_of(key);
            packed.add(key, number_in(rows.getColumn(1)));
        }
        packed.write();
    }
    database.exec("DROP TABLE " + old);
}

} // namespace

void pack_recent_rows(SQLite::Database& database) {
    for (const std::int64_t bucket : buckets(database)) {
        pack_events(database, bucket);
        pack_fingerprints(database, RecentRows::table(bucket) + "_keys");
        pack_fingerprints(database, RecentRows::table(bucket) + "_lanes");
    }
}

} // namespace orderhook
