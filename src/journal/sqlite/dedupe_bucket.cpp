#include "journal/sqlite/dedupe_bucket.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>

namespace orderhook {

namespace {

std::string rows_of(std::int64_t bucket) { return "dedupe_" + std::to_string(bucket); }
std::string keys_of(std::int64_t bucket) { return rows_of(bucket) + "_keys"; }

std::optional<DedupeEntry> entry_in(SQLite::Statement& found) {
    if (!found.executeStep()) return std::nullopt;
    return DedupeEntry{
        digest_in(found.getColumn(0)),
        EventId{digest_in(found.getColumn(1))},
        found.getColumn(2).getString()};
}

} // namespace

LoadedBucket LoadedBucket::create(SQLite::Database& database, std::int64_t number, Time opened_at) {
    database.exec(
        "CREATE TABLE " + rows_of(number)
        + " (key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT NULL, reason TEXT)"
    );
    database.exec(
        "CREATE TABLE " + keys_of(number)
        + " (key BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID"
    );
    SQLite::Statement bucket(
        database,
        "INSERT INTO dedupe_buckets (number, opened_at) VALUES (?, ?)"
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
          "INSERT INTO " + rows_of(number) + " VALUES (?, ?, ?, ?)"
      )),
      // A start begins sealing anew, over the keys of the steps before it.
      insert_key_(std::make_unique<SQLite::Statement>(
          database,
          "INSERT INTO " + keys_of(number) + " VALUES (?, ?) ON CONFLICT DO NOTHING"
      )) {
    SQLite::Statement keys(database, "SELECT key, rowid FROM " + rows_of(number));
    while (keys.executeStep())
        keys_.insert(digest_in(keys.getColumn(0)), keys.getColumn(1).getUInt());
}

LoadedBucket::LoadedBucket(LoadedBucket&&) noexcept = default;
LoadedBucket& LoadedBucket::operator=(LoadedBucket&&) noexcept = default;
LoadedBucket::~LoadedBucket() = default;

void LoadedBucket::insert(const Fingerprint& key, const DedupeEntry& entry) {
    insert_->reset();
    bind_blob(*insert_, 1, key);
    bind_blob(*insert_, 2, entry.body);
    bind_blob(*insert_, 3, entry.event.bytes);
    if (entry.quarantine_reason.empty())
        insert_->bind(4);
    else
        insert_->bindNoCopy(4, entry.quarantine_reason);
    insert_->exec();
    keys_.insert(key, static_cast<std::uint32_t>(keys_.size() + 1));
}

std::optional<DedupeEntry> LoadedBucket::find(const Fingerprint& key) const {
    const auto row = keys_.find(key);
    if (!row) return std::nullopt;
    SQLite::Statement find(
        *database_,
        "SELECT body, event, reason FROM " + rows_of(number_) + " WHERE rowid = ?"
    );
    find.bind(1, *row);
    return entry_in(find);
}

std::optional<BloomFilter> LoadedBucket::seal(std::size_t slots) {
    const auto& all = keys_.slots();
    const std::size_t end = std::min(all.size(), sealed_slots_ + slots);
    for (; sealed_slots_ < end; ++sealed_slots_) {
        const auto& slot = all[sealed_slots_];
        if (slot.number == 0) continue;
        insert_key_->reset();
        bind_blob(*insert_key_, 1, slot.key);
        insert_key_->bind(2, slot.number);
        insert_key_->exec();
    }
    if (sealed_slots_ < all.size()) return std::nullopt;

    BloomFilter filter(keys_.size());
    for (const auto& slot : all)
        if (slot.number != 0) filter.insert(slot.key);
    SQLite::Statement store(*database_, "UPDATE dedupe_buckets SET filter = ? WHERE number = ?");
    bind_blob(store, 1, filter.bytes());
    store.bind(2, number_);
    store.exec();
    return filter;
}

std::optional<DedupeEntry>
SealedBucket::find(SQLite::Database& database, const Fingerprint& key) const {
    if (!filter.may_contain(key)) return std::nullopt;
    // For duplicates and the filter's rare errors: not worth a prepared statement per bucket.
    SQLite::Statement find(
        database,
        "SELECT body, event, reason FROM " + rows_of(number) + " WHERE rowid = (SELECT row FROM "
            + keys_of(number) + " WHERE key = ?)"
    );
    bind_blob(find, 1, key);
    return entry_in(find);
}

void drop_bucket(SQLite::Database& database, std::int64_t number) {
    database.exec("DROP TABLE " + rows_of(number));
    database.exec("DROP TABLE " + keys_of(number));
    database.exec("DELETE FROM dedupe_buckets WHERE number = " + std::to_string(number));
}

} // namespace orderhook
