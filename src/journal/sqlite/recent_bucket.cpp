#include "journal/sqlite/recent_bucket.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <array>

namespace orderhook {

namespace {

std::string rows_of(std::int64_t bucket) { return "recent_" + std::to_string(bucket); }
std::string keys_of(std::int64_t bucket) { return rows_of(bucket) + "_keys"; }
std::string lanes_of(std::int64_t bucket) { return rows_of(bucket) + "_lanes"; }

std::optional<RecentEvent> recent_event_in(SQLite::Statement& found) {
    if (!found.executeStep()) return std::nullopt;
    return RecentEvent{
        digest_in(found.getColumn(0)),
        EventId{digest_in(found.getColumn(1))},
        found.getColumn(2).getString()};
}

void create_tables(SQLite::Database& database, std::int64_t number) {
    database.exec(
        "CREATE TABLE " + rows_of(number)
        + " (row INTEGER PRIMARY KEY, key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT NULL,"
          " reason TEXT, lane INTEGER, occurred_at INTEGER)"
    );
    database.exec(
        "CREATE TABLE " + keys_of(number)
        + " (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID"
    );
    database.exec(
        "CREATE TABLE " + lanes_of(number)
        + " (lane BLOB PRIMARY KEY, newest INTEGER NOT NULL) WITHOUT ROWID"
    );
}

} // namespace

/// How far the copying has come. A start begins it anew, over the rows of the steps before it.
struct LoadedBucket::Sealing {
    Sealing(const LoadedBucket& bucket)
        : insert_key(
            *bucket.database_,
            "INSERT INTO " + keys_of(bucket.number_) + " VALUES (?, ?) ON CONFLICT DO NOTHING"
        ),
          keys(bucket.keys_.size()),
          lanes(bucket.lanes_.size()) {}

    SQLite::Statement insert_key;
    BloomFilter keys;
    BloomFilter lanes;
    std::size_t key_slots = 0;  // copied
    std::size_t lane_slots = 0; // copied
};

LoadedBucket LoadedBucket::create(SQLite::Database& database, std::int64_t number, Time opened_at) {
    create_tables(database, number);
    SQLite::Statement bucket(
        database,
        "INSERT INTO recent_buckets (number, opened_at) VALUES (?, ?)"
    );
    bucket.bind(1, number);
    bind_time(bucket, 2, opened_at);
    bucket.exec();
    return LoadedBucket(database, number, opened_at);
}

LoadedBucket::LoadedBucket(SQLite::Database& database, std::int64_t number, Time opened_at)
    : database_(&database),
      number_(number),
      opened_at_(opened_at),
      insert_(std::make_unique<SQLite::Statement>(
          database,
          "INSERT INTO " + rows_of(number) + " VALUES (?, ?, ?, ?, ?, ?, ?)"
      )),
      insert_lane_(std::make_unique<SQLite::Statement>(
          database,
          "INSERT INTO " + lanes_of(number)
              + " VALUES (?, ?) ON CONFLICT DO UPDATE SET newest = max(newest, excluded.newest)"
      )) {
    load();
}

LoadedBucket::LoadedBucket(LoadedBucket&&) noexcept = default;
LoadedBucket& LoadedBucket::operator=(LoadedBucket&&) noexcept = default;
LoadedBucket::~LoadedBucket() = default;

void LoadedBucket::load() {
    SQLite::Statement rows(
        *database_,
        "SELECT key, row, lane, occurred_at FROM " + rows_of(number_)
    );
    while (rows.executeStep()) {
        keys_.insert(digest_in(rows.getColumn(0)), rows.getColumn(1).getUInt());
        if (!rows.isColumnNull(3))
            lanes_.note(lane_fingerprint(number_in(rows.getColumn(2))), time_in(rows.getColumn(3)));
    }
    SQLite::Statement lanes(*database_, "SELECT lane, newest FROM " + lanes_of(number_));
    while (lanes.executeStep())
        lanes_.note(digest_in(lanes.getColumn(0)), time_in(lanes.getColumn(1)));
}

void LoadedBucket::insert(
    const Fingerprint& key,
    const RecentEvent& event,
    const std::optional<LaneTime>& time
) {
    const auto row = static_cast<std::uint32_t>(keys_.size() + 1);
    insert_->reset();
    insert_->clearBindings();
    insert_->bind(1, row);
    bind_blob(*insert_, 2, key);
    bind_blob(*insert_, 3, event.body);
    bind_blob(*insert_, 4, event.event.bytes);
    if (!event.quarantine_reason.empty()) insert_->bindNoCopy(5, event.quarantine_reason);
    if (time) {
        bind_number(*insert_, 6, time->lane);
        bind_time(*insert_, 7, time->occurred_at);
    }
    insert_->exec();
    keys_.insert(key, row);
    if (time) lanes_.note(lane_fingerprint(time->lane), time->occurred_at);
}

std::optional<RecentEvent> LoadedBucket::find(const Fingerprint& key) const {
    const auto row = keys_.find(key);
    if (!row) return std::nullopt;
    SQLite::Statement find(
        *database_,
        "SELECT body, event, reason FROM " + rows_of(number_) + " WHERE row = ?"
    );
    find.bind(1, *row);
    return recent_event_in(find);
}

void LoadedBucket::note(const LaneTime& time) {
    const Fingerprint lane = lane_fingerprint(time.lane);
    write_lane(lane, time.occurred_at);
    lanes_.note(lane, time.occurred_at);
}

bool LoadedBucket::has_later(const Fingerprint& lane, Time than) const {
    const auto newest = lanes_.find(lane);
    return newest && *newest > than;
}

void LoadedBucket::write_lane(const Fingerprint& lane, Time newest) {
    insert_lane_->reset();
    bind_blob(*insert_lane_, 1, lane);
    bind_time(*insert_lane_, 2, newest);
    insert_lane_->exec();
}

void LoadedBucket::seal_keys(std::size_t slots) {
    const auto& all = keys_.slots();
    std::size_t& at = sealing_->key_slots;
    for (const std::size_t end = std::min(all.size(), at + slots); at < end; ++at) {
        if (all[at].number == 0) continue;
        auto& insert = sealing_->insert_key;
        insert.reset();
        bind_blob(insert, 1, all[at].key);
        insert.bind(2, all[at].number);
        insert.exec();
        sealing_->keys.insert(all[at].key);
    }
}

void LoadedBucket::seal_lanes(std::size_t slots) {
    const auto& all = lanes_.slots();
    std::size_t& at = sealing_->lane_slots;
    for (const std::size_t end = std::min(all.size(), at + slots); at < end; ++at) {
        if (all[at].number == 0) continue;
        write_lane(all[at].key, lanes_.time_of(all[at]));
        sealing_->lanes.insert(all[at].key);
    }
}

std::optional<SealedBucket> LoadedBucket::seal(std::size_t slots, Time closed_at) {
    if (!sealing_) sealing_ = std::make_unique<Sealing>(*this);
    seal_keys(slots);
    seal_lanes(slots);
    if (sealing_->key_slots < keys_.slots().size()) return std::nullopt;
    if (sealing_->lane_slots < lanes_.slots().size()) return std::nullopt;

    SQLite::Statement store(
        *database_,
        "UPDATE recent_buckets SET key_filter = ?1, lane_filter = ?2, newest = ?3 WHERE number = ?4"
    );
    bind_blob(store, 1, sealing_->keys.bytes());
    bind_blob(store, 2, sealing_->lanes.bytes());
    if (lanes_.newest()) bind_time(store, 3, *lanes_.newest());
    store.bind(4, number_);
    store.exec();
    return SealedBucket{
        number_,
        closed_at,
        lanes_.newest(),
        std::move(sealing_->keys),
        std::move(sealing_->lanes)};
}

// These two are for what the filters let through, which is little: not worth a prepared statement
// per bucket.

std::optional<RecentEvent>
SealedBucket::find(SQLite::Database& database, const Fingerprint& key) const {
    if (!keys.may_contain(key)) return std::nullopt;
    SQLite::Statement find(
        database,
        "SELECT body, event, reason FROM " + rows_of(number) + " WHERE row = (SELECT row FROM "
            + keys_of(number) + " WHERE key = ?)"
    );
    bind_blob(find, 1, key);
    return recent_event_in(find);
}

bool SealedBucket::has_later(SQLite::Database& database, const Fingerprint& lane, Time than) const {
    // Nearly all events come in the order of their time: no older bucket can have a later one.
    if (!newest || *newest <= than || !lanes.may_contain(lane)) return false;
    SQLite::Statement find(
        database,
        "SELECT 1 FROM " + lanes_of(number) + " WHERE lane = ? AND newest > ?"
    );
    bind_blob(find, 1, lane);
    bind_time(find, 2, than);
    return find.executeStep();
}

bool erase_bucket(SQLite::Database& database, std::int64_t number, std::size_t rows) {
    const std::array<std::pair<std::string, const char*>, 3> tables{
        {{keys_of(number), "key"}, {lanes_of(number), "lane"}, {rows_of(number), "row"}}};
    for (const auto& [table, key] : tables) {
        SQLite::Statement erase(
            database,
            "DELETE FROM " + table + " WHERE " + key + " IN (SELECT " + key + " FROM " + table
                + " ORDER BY " + key + " LIMIT ?)"
        );
        bind_number(erase, 1, rows);
        rows -= static_cast<std::size_t>(erase.exec());
        if (rows == 0) return false;
    }
    for (const auto& [table, key] : tables)
        database.exec("DROP TABLE " + table);
    database.exec("DELETE FROM recent_buckets WHERE number = " + std::to_string(number));
    return true;
}

} // namespace orderhook
