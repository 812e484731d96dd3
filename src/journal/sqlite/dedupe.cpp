#include "journal/sqlite/dedupe.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>
#include <limits>

namespace orderhook {

namespace {

constexpr int buckets_per_window = 28;
constexpr auto all_slots = std::numeric_limits<std::size_t>::max() / 2;

} // namespace

Dedupe::Dedupe(SQLite::Database& database, DedupeLimits limits)
    : database_(database),
      limits_(limits) {
    load();
}

void Dedupe::load() {
    SQLite::Statement buckets(
        database_,
        "SELECT number, opened_at, closed_at, filter FROM dedupe_buckets ORDER BY number"
    );
    while (buckets.executeStep()) {
        const auto number = buckets.getColumn(0).getInt64();
        const Time opened_at = time_in(buckets.getColumn(1));
        const Time closed_at = time_in(buckets.getColumn(2));
        if (buckets.isColumnNull(2)) {
            open_.emplace(database_, number, opened_at);
        } else if (buckets.isColumnNull(3)) {
            closed_ = ClosedBucket{LoadedBucket(database_, number, opened_at), closed_at};
        } else {
            auto filter = BloomFilter::from_bytes(bytes_in(buckets.getColumn(3)));
            if (!filter) throw SQLite::Exception("a dedupe filter is damaged", SQLITE_CORRUPT);
            sealed_.push_back({number, closed_at, std::move(*filter)});
        }
    }
}

void Dedupe::rotate(Time now) {
    seal(limits_.slots_per_step);
    if (!open_ || open_->size() >= limits_.keys_per_bucket || now >= end_of_open()) {
        const std::int64_t number = open_ ? open_->number() + 1 : 1;
        if (open_) close_open(now);
        open_ = LoadedBucket::create(database_, number, now);
    }
    drop_expired(now);
}

Time Dedupe::end_of_open() const {
    return open_->opened_at() + limits_.window / buckets_per_window;
}

void Dedupe::close_open(Time now) {
    seal(all_slots); // the one before, if its turn has not come
    // The bucket got no key after its end, however long it is since.
    const Time closed_at = std::min(now, end_of_open());
    SQLite::Statement close(database_, "UPDATE dedupe_buckets SET closed_at = ? WHERE number = ?");
    bind_time(close, 1, closed_at);
    close.bind(2, open_->number());
    close.exec();
    closed_ = ClosedBucket{std::move(*open_), closed_at};
}

void Dedupe::seal(std::size_t slots) {
    if (!closed_) return;
    auto filter = closed_->bucket.seal(slots);
    if (!filter) return;
    sealed_.push_back({closed_->bucket.number(), closed_->closed_at, std::move(*filter)});
    closed_.reset();
}

void Dedupe::drop_expired(Time now) {
    const auto is_expired = [&](Time closed_at) { return closed_at + limits_.window <= now; };
    const auto kept = std::find_if(sealed_.begin(), sealed_.end(), [&](const auto& bucket) {
        return !is_expired(bucket.closed_at);
    });
    for (auto bucket = sealed_.begin(); bucket != kept; ++bucket)
        drop_bucket(database_, bucket->number);
    sealed_.erase(sealed_.begin(), kept);
    if (!closed_ || !is_expired(closed_->closed_at)) return;
    drop_bucket(database_, closed_->bucket.number());
    closed_.reset();
}

std::optional<DedupeEntry> Dedupe::insert(const Fingerprint& key, const DedupeEntry& entry) {
    if (auto known = open_->find(key)) return known;
    if (closed_)
        if (auto known = closed_->bucket.find(key)) return known;
    // Newest first: most duplicates follow soon.
    for (auto bucket = sealed_.rbegin(); bucket != sealed_.rend(); ++bucket)
        if (auto known = bucket->find(database_, key)) return known;
    open_->insert(key, entry);
    return std::nullopt;
}

} // namespace orderhook
