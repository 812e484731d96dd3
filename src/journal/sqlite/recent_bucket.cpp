#include "journal/sqlite/recent_bucket.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <array>

namespace orderhook {

namespace {

std::string keys_of(std::int64_t bucket) { return RecentRows::table(bucket) + "_keys"; }
std::string lanes_of(std::int64_t bucket) { return RecentRows::table(bucket) + "_lanes"; }

void create_tables(SQLite::Database& database, std::int64_t number) {
    RecentRows::create(database, number);
    database.exec(
        "CREATE TABLE " + keys_of(number)
        + " (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID" // the event's number
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
      rows_(std::make_unique<RecentRows>(database, number)),
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
    rows_->load([&](RecentRows::Number number, const RecentEvent& event) {
        remember(number, event);
    });
    SQLite::Statement lanes(*database_, "SELECT lane, newest FROM " + lanes_of(number_));
    while (lanes.executeStep())
        lanes_.note(digest_in(lanes.getColumn(0)), time_in(lanes.getColumn(1)));
}

void LoadedBucket::add(const RecentEvent& event) { remember(rows_->add(event), event); }

void LoadedBucket::remember(RecentRows::Number number, const RecentEvent& event) {
    keys_.insert(event.key, number);
    if (event.time) lanes_.note(lane_fingerprint(event.time->lane), event.time->occurred_at);
}

std::optional<RecentEvent> LoadedBucket::find(const Fingerprint& key) const {
    const auto number = keys_.find(key);
    return number ? rows_->find(*number) : std::nullopt;
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
    SQLite::Statement find(database, "SELECT row FROM " + keys_of(number) + " WHERE key = ?");
    bind_blob(find, 1, key);
    if (!find.executeStep()) return std::nullopt;
    return RecentRows::find(database, number, find.getColumn(0).getUInt());
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

bool erase_bucket(SQLite::Database& database, std::int64_t number, std::size_t events) {
    const std::array<std::pair<std::string, const char*>, 2> indexes{
        {{keys_of(number), "key"}, {lanes_of(number), "lane"}}};
    for (const auto& [table, key] : indexes) {
        SQLite::Statement erase(
            database,
            "DELETE FROM " + table + " WHERE " + key + " IN (SELECT " + key + " FROM " + table
                + " ORDER BY " + key + " LIMIT ?)"
        );
        bind_number(erase, 1, events);
        events -= static_cast<std::size_t>(erase.exec());
        if (events == 0) return false;
    }
    if (!RecentRows::erase(database, number, events)) return false;
    for (const auto& index : indexes)
        database.exec("DROP TABLE " + index.first);
    database.exec("DELETE FROM recent_buckets WHERE number = " + std::to_string(number));
    return true;
}

} // namespace orderhook
