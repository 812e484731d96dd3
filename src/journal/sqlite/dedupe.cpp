#include "journal/sqlite/dedupe.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstring>

namespace orderhook {

namespace {

constexpr int buckets_per_window = 28;

std::string table_of(std::int64_t bucket) { return "dedupe_" + std::to_string(bucket); }

std::string select_from(std::int64_t bucket) {
    return "SELECT body, event, reason FROM " + table_of(bucket) + " WHERE ";
}

std::optional<Dedupe::Entry> entry_in(SQLite::Statement& find) {
    if (!find.executeStep()) return std::nullopt;
    return Dedupe::Entry{
        digest_in(find.getColumn(0)),
        EventId{digest_in(find.getColumn(1))},
        find.getColumn(2).getString()};
}

} // namespace

Dedupe::Dedupe(SQLite::Database& database, DedupeLimits limits)
    : database_(database),
      limits_(limits) {
    load();
}

Dedupe::~Dedupe() = default;

void Dedupe::load() {
    SQLite::Statement buckets(
        database_,
        "SELECT number, opened_at, closed_at, filter FROM dedupe_buckets ORDER BY number DESC"
    );
    while (buckets.executeStep()) {
        const auto number = buckets.getColumn(0).getInt64();
        if (buckets.isColumnNull(2)) {
            open_ = number;
            opened_at_ = time_in(buckets.getColumn(1));
            continue;
        }
        auto filter = BloomFilter::from_bytes(bytes_in(buckets.getColumn(3)));
        if (!filter) throw SQLite::Exception("a stored dedupe filter is damaged", SQLITE_CORRUPT);
        closed_.push_back({number, time_in(buckets.getColumn(2)), std::move(*filter)});
    }
    if (open_ == 0) return;
    use_open_bucket();
    remember_open_keys();
}

std::size_t Dedupe::KeyHash::operator()(const Fingerprint& key) const noexcept {
    std::size_t hash; // a fingerprint is random in every part
    std::memcpy(&hash, key.data(), sizeof hash);
    return hash;
}

void Dedupe::use_open_bucket() {
    insert_ = std::make_unique<SQLite::Statement>(
        database_,
        "INSERT INTO " + table_of(open_) + " (key, body, event, reason) VALUES (?, ?, ?, ?)"
    );
    open_rows_.clear();
}

void Dedupe::remember_open_keys() {
    SQLite::Statement keys(database_, "SELECT key, rowid FROM " + table_of(open_));
    while (keys.executeStep())
        open_rows_.emplace(digest_in(keys.getColumn(0)), keys.getColumn(1).getInt64());
}

void Dedupe::rotate(Time now) {
    if (open_bucket_is_due(now)) {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        if (open_ != 0) close_open_bucket(now);
        open_bucket(now);
        transaction.commit();
    }
    drop_expired(now);
}

bool Dedupe::open_bucket_is_due(Time now) const {
    return open_ == 0 || open_rows_.size() >= limits_.rows_per_bucket
           || now >= opened_at_ + limits_.window / buckets_per_window;
}

void Dedupe::close_open_bucket(Time now) {
    // Its newest key is no younger than its span, however long nothing came afterwards.
    const Time closed_at = std::min(now, opened_at_ + limits_.window / buckets_per_window);
    BloomFilter filter(open_rows_.size());
    for (const auto& [key, row] : open_rows_)
        filter.insert(key);
    const auto table = table_of(open_);
    database_.exec("CREATE UNIQUE INDEX " + table + "_key ON " + table + " (key)");
    SQLite::Statement close(
        database_,
        "UPDATE dedupe_buckets SET closed_at = ?, filter = ? WHERE number = ?"
    );
    bind_time(close, 1, closed_at);
    bind_blob(close, 2, filter.bytes());
    close.bind(3, open_);
    close.exec();
    closed_.insert(closed_.begin(), {open_, closed_at, std::move(filter)});
}

void Dedupe::open_bucket(Time now) {
    ++open_;
    opened_at_ = now;
    database_.exec(
        "CREATE TABLE " + table_of(open_)
        + " (key BLOB NOT NULL, body BLOB NOT NULL, event BLOB NOT NULL, reason TEXT)"
    );
    SQLite::Statement row(database_, "INSERT INTO dedupe_buckets VALUES (?, ?, NULL, NULL)");
    row.bind(1, open_);
    bind_time(row, 2, now);
    row.exec();
    use_open_bucket();
}

void Dedupe::drop_expired(Time now) {
    while (!closed_.empty() && closed_.back().closed_at + limits_.window <= now) {
        const auto number = closed_.back().number;
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        database_.exec("DROP TABLE " + table_of(number));
        database_.exec("DELETE FROM dedupe_buckets WHERE number = " + std::to_string(number));
        transaction.commit();
        closed_.pop_back();
    }
}

std::optional<Dedupe::Entry> Dedupe::insert(const Fingerprint& key, const Entry& entry) {
    if (auto known = find_open(key)) return known;
    for (const ClosedBucket& bucket : closed_) {
        if (!bucket.filter.may_contain(key)) continue;
        if (auto known = find_closed(bucket.number, key)) return known;
    }
    insert_->reset();
    bind_blob(*insert_, 1, key);
    bind_blob(*insert_, 2, entry.body);
    bind_blob(*insert_, 3, entry.event.bytes);
    if (entry.quarantine_reason.empty())
        insert_->bind(4);
    else
        insert_->bindNoCopy(4, entry.quarantine_reason);
    insert_->exec();
    open_rows_.emplace(key, database_.getLastInsertRowid());
    return std::nullopt;
}

// Both are asked for duplicates, and for the filters' rare errors: not worth a statement a bucket.

std::optional<Dedupe::Entry> Dedupe::find_open(const Fingerprint& key) {
    const auto row = open_rows_.find(key);
    if (row == open_rows_.end()) return std::nullopt;
    SQLite::Statement find(database_, select_from(open_) + "rowid = ?");
    find.bind(1, row->second);
    return entry_in(find);
}

std::optional<Dedupe::Entry> Dedupe::find_closed(std::int64_t bucket, const Fingerprint& key) {
    SQLite::Statement find(database_, select_from(bucket) + "key = ?");
    bind_blob(find, 1, key);
    return entry_in(find);
}

} // namespace orderhook
