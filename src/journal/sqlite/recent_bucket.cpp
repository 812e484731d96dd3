#include "journal/sqlite/recent_bucket.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/packed_table.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <array>

namespace orderhook {

namespace {

// A row of 128 events takes the place of so many rows of an index.
constexpr std::size_t index_rows_per_row = 10;

std::string keys_of(std::int64_t bucket) { return RecentRows::table(bucket) + "_keys"; }
std::string lanes_of(std::int64_t bucket) { return RecentRows::table(bucket) + "_lanes"; }

} // namespace

/// How far the copying has come. A start begins it anew, over the rows of the steps before it.
struct LoadedBucket::Sealing {
    Sealing(const LoadedBucket& bucket)
        : key_rows(*bucket.database_, keys_of(bucket.number_)),
          keys(bucket.keys_.size()),
          lanes(bucket.lanes_.size()) {}

    FingerprintRows key_rows;
    BloomFilter keys;
    BloomFilter lanes;
    std::uint64_t next = 0; // prefix to copy
};

LoadedBucket LoadedBucket::create(SQLite::Database& database, std::int64_t number, Time opened_at) {
    RecentRows::create(database, number);
    FingerprintRows::create(database, keys_of(number));
    FingerprintRows::create(database, lanes_of(number));
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
      lane_rows_(std::make_unique<FingerprintRows>(database, lanes_of(number))) {
    load();
}

LoadedBucket::LoadedBucket(LoadedBucket&&) noexcept = default;
LoadedBucket& LoadedBucket::operator=(LoadedBucket&&) noexcept = default;
LoadedBucket::~LoadedBucket() = default;

void LoadedBucket::load() {
    rows_->load([&](RecentRows::Number number, const RecentEvent& event) {
        remember(number, event);
    });
    const auto note = [&](const Fingerprint& lane, std::uint64_t newest) {
        lanes_.note(lane, time_of(newest));
    };
    FingerprintRows::load(*database_, lanes_of(number_), note);
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
    lanes_.note(lane, time.occurred_at);
    write_lanes(FingerprintRows::prefix_of(lane));
}

bool LoadedBucket::has_later(const Fingerprint& lane, Time than) const {
    const auto newest = lanes_.find(lane);
    return newest && *newest > than;
}

void LoadedBucket::write_lanes(std::uint64_t prefix) {
    for (const auto& slot : lanes_.beginning_with(prefix, FingerprintRows::prefix_bits))
        lane_rows_->add(slot.key, number_of(lanes_.time_of(slot)));
    lane_rows_->write();
}

void LoadedBucket::seal_row(std::uint64_t prefix) {
    for (const auto& slot : keys_.beginning_with(prefix, FingerprintRows::prefix_bits)) {
        sealing_->key_rows.add(slot.key, slot.number);
        sealing_->keys.insert(slot.key);
    }
    sealing_->key_rows.write();
    for (const auto& slot : lanes_.beginning_with(prefix, FingerprintRows::prefix_bits))
        sealing_->lanes.insert(slot.key);
    write_lanes(prefix);
}

std::optional<SealedBucket> LoadedBucket::seal(std::size_t rows, Time closed_at) {
    if (!sealing_) sealing_ = std::make_unique<Sealing>(*this);
    std::uint64_t& next = sealing_->next;
    for (const auto end = std::min(FingerprintRows::prefixes, next + rows); next < end; ++next)
        seal_row(next);
    if (next < FingerprintRows::prefixes) return std::nullopt;

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

std::optional<RecentEvent>
SealedBucket::find(SQLite::Database& database, const Fingerprint& key) const {
    if (!keys.may_contain(key)) return std::nullopt;
    const auto row = FingerprintRows::find(database, keys_of(number), key);
    if (!row) return std::nullopt;
    auto event = RecentRows::find(database, number, *row);
    if (!event || event->key == key) return event;
    log_damaged_row(keys_of(number), FingerprintRows::prefix_of(key));
    return std::nullopt; // or the event that comes would be a conflict with a wrong one
}

bool SealedBucket::has_later(SQLite::Database& database, const Fingerprint& lane, Time than) const {
    // Nearly all events come in the order of their time: no older bucket can have a later one.
    if (!newest || *newest <= than || !lanes.may_contain(lane)) return false;
    const auto found = FingerprintRows::find(database, lanes_of(number), lane);
    return found && time_of(*found) > than;
}

bool erase_bucket(SQLite::Database& database, std::int64_t number, std::size_t rows) {
    const std::array indexes{keys_of(number), lanes_of(number)};
    for (const auto& index : indexes)
        if (!erase_rows(database, index, rows)) return false;
    const auto events = RecentRows::table(number);
    if (!erase_rows(database, events, rows / index_rows_per_row + 1)) return false;
    database.exec("DROP TABLE " + events);
    for (const auto& index : indexes)
        database.exec("DROP TABLE " + index);
    database.exec("DELETE FROM recent_buckets WHERE number = " + std::to_string(number));
    return true;
}

} // namespace orderhook
