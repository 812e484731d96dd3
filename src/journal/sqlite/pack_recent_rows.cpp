#include "journal/sqlite/pack_recent_rows.hpp"

#include "journal/sqlite/binding.hpp"
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

// The rows are numbered from 1, as packed ones are, but for those of a bucket that is being erased,
// where nothing refers to the numbers any more.
void pack_bucket(SQLite::Database& database, std::int64_t bucket) {
    const std::string old = "unpacked_" + std::to_string(bucket);
    database.exec("ALTER TABLE " + RecentRows::table(bucket) + " RENAME TO " + old);
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

} // namespace

void pack_recent_rows(SQLite::Database& database) {
    for (const std::int64_t bucket : buckets(database))
        pack_bucket(database, bucket);
}

} // namespace orderhook
