#include "journal/sqlite/recent_events.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <algorithm>

namespace orderhook {

namespace {

constexpr int buckets_per_window = 28;
constexpr auto all_rows = FingerprintRows::prefixes;

std::optional<Time> time_or_null_in(const SQLite::Column& column) {
    if (column.isNull()) return std::nullopt;
    return time_in(column);
}

BloomFilter filter_in(const SQLite::Column& column) {
    auto filter = BloomFilter::from_bytes(bytes_in(column));
    if (!filter) throw SQLite::Exception("a filter of recent events is damaged", SQLITE_CORRUPT);
    return std::move(*filter);
}

} // namespace

RecentEvents::RecentEvents(SQLite::Database& database, RecentLimits limits)
    : database_(database),
      limits_(limits),
      store_position_(database, "UPDATE meta SET value = ? WHERE key = 'remembered_position'"),
      saved_position_(
          number_in(database.execAndGet("SELECT value FROM meta WHERE key = 'remembered_position'"))
      ),
      last_position_(saved_position_) {
    load();
}

void RecentEvents::load() {
    SQLite::Statement buckets(
        database_,
        "SELECT number, opened_at, closed_at, newest, key_filter, lane_filter FROM recent_buckets"
        " ORDER BY number"
    );
    while (buckets.executeStep()) {
        const auto number = buckets.getColumn(0).getInt64();
        const Time opened_at = time_in(buckets.getColumn(1));
        const Time closed_at = time_in(buckets.getColumn(2));
        if (buckets.isColumnNull(2))
            open_.emplace(database_, number, opened_at);
        else if (buckets.isColumnNull(4))
            load_closed({LoadedBucket(database_, number, opened_at), closed_at});
        else
            sealed_.push_back(
                {number,
                 closed_at,
                 time_or_null_in(buckets.getColumn(3)),
                 filter_in(buckets.getColumn(4)),
                 filter_in(buckets.getColumn(5))}
            );
    }
}

void RecentEvents::rotate(Time now) {
    seal(limits_.rows_per_step);
    if (!open_ || open_->size() >= limits_.events_per_bucket || now >= end_of_open()) {
        const std::int64_t number = open_ ? open_->number() + 1 : 1;
        if (open_) close_open(now);
        open_ = LoadedBucket::create(database_, number, now);
    }
    expire(now);
}

// Only one that expired before it was sealed has another behind it.
void RecentEvents::load_closed(ClosedBucket bucket) {
    if (closed_) expired_.push_back(closed_->bucket.number());
    closed_ = std::move(bucket);
}

Time RecentEvents::end_of_open() const {
    return open_->opened_at() + limits_.window / buckets_per_window;
}

void RecentEvents::close_open(Time now) {
    save();
    seal(all_rows); // the one before, if its turn has not come
    // The bucket got no key after its end, however long it is since.
    const Time closed_at = std::min(now, end_of_open());
    SQLite::Statement close(database_, "UPDATE recent_buckets SET closed_at = ? WHERE number = ?");
    bind_time(close, 1, closed_at);
    close.bind(2, open_->number());
    close.exec();
    closed_ = ClosedBucket{std::move(*open_), closed_at};
}

void RecentEvents::seal(std::size_t rows) {
    if (!closed_) return;
    auto sealed = closed_->bucket.seal(rows, closed_->closed_at);
    if (!sealed) return;
    sealed_.push_back(std::move(*sealed));
    closed_.reset();
}

void RecentEvents::expire(Time now) {
    const auto is_expired = [&](Time closed_at) { return closed_at + limits_.window <= now; };
    const auto kept = std::find_if(sealed_.begin(), sealed_.end(), [&](const auto& bucket) {
        return !is_expired(bucket.closed_at);
    });
    for (auto bucket = sealed_.begin(); bucket != kept; ++bucket)
        expired_.push_back(bucket->number);
    sealed_.erase(sealed_.begin(), kept);
    if (!closed_ || !is_expired(closed_->closed_at)) return;
    expired_.push_back(closed_->bucket.number());
    closed_.reset();
}

void RecentEvents::erase_expired() {
    if (expired_.empty()) return;
    if (erase_bucket(database_, expired_.back(), limits_.rows_per_step)) expired_.pop_back();
}

void RecentEvents::prefetch(const RecentEvent& event) const noexcept {
    const Fingerprint lane = event.time ? lane_fingerprint(event.time->lane) : Fingerprint{};
    if (open_) open_->prefetch(event.key, lane);
    if (closed_) closed_->bucket.prefetch(event.key, lane);
    for (const SealedBucket& bucket : sealed_) {
        bucket.keys.prefetch(event.key);
        if (event.time && bucket.newest > event.time->occurred_at) bucket.lanes.prefetch(lane);
    }
}

std::optional<RecentEvent> RecentEvents::find(const Fingerprint& key) const {
    if (auto known = open_->find(key)) return known;
    if (closed_)
        if (auto known = closed_->bucket.find(key)) return known;
    // Newest first: most duplicates follow soon.
    for (auto bucket = sealed_.rbegin(); bucket != sealed_.rend(); ++bucket)
        if (auto known = bucket->find(database_, key)) return known;
    return std::nullopt;
}

void RecentEvents::add(Position position, const RecentEvent& event) {
    // A bucket is opened before anything is added to it, so only a damaged file has none.
    if (!open_) throw SQLite::Exception("there is no bucket of recent events", SQLITE_CORRUPT);
    open_->add(event);
    last_position_ = position;
}

void RecentEvents::save() {
    if (last_position_ == saved_position_) return;
    open_->save();
    store_position_.reset();
    bind_number(store_position_, 1, last_position_);
    store_position_.exec();
    saved_position_ = last_position_;
}

void RecentEvents::save_if_enough() {
    if (open_->unsaved() >= RecentRows::enough_for_a_row) save();
}

bool RecentEvents::has_later(const LaneTime& time) const {
    const Fingerprint lane = lane_fingerprint(time.lane);
    if (open_->has_later(lane, time.occurred_at)) return true;
    if (closed_ && closed_->bucket.has_later(lane, time.occurred_at)) return true;
    return std::any_of(sealed_.begin(), sealed_.end(), [&](const SealedBucket& bucket) {
        return bucket.has_later(database_, lane, time.occurred_at);
    });
}

} // namespace orderhook
