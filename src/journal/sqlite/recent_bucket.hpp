// The tables of one span of recent events.
#pragma once

#include "journal/sqlite/bloom_filter.hpp"
#include "journal/sqlite/fingerprint_rows.hpp"
#include "journal/sqlite/fingerprint_table.hpp"
#include "journal/sqlite/lane_times.hpp"
#include "journal/sqlite/recent_rows.hpp"

#include <orderhook/time.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace orderhook {

/// A bucket that is complete, asked through its filters.
struct SealedBucket {
    std::int64_t number = 0;
    Time closed_at{};
    std::optional<Time> newest; ///< of all its lanes
    BloomFilter keys;
    BloomFilter lanes;

    [[nodiscard]] std::optional<RecentEvent>
    find(SQLite::Database& database, const Fingerprint& key) const;

    /// Whether the lane has a later time in it.
    [[nodiscard]] bool
    has_later(SQLite::Database& database, const Fingerprint& lane, Time than) const;
};

/// A bucket whose keys and lanes are in memory: the one that is written, and the one before it
/// until it is sealed. Its events are in `recent_<number>`, but for those that are not saved yet.
///
/// Sealing copies the keys to `recent_<number>_keys` and the times of lanes to
/// `recent_<number>_lanes`, tables of FingerprintRows, in small steps, so that no commit waits for
/// all of them. Only the filters, three bytes a key, are written at once.
///
/// Every function throws SQLite::Exception.
class LoadedBucket {
public:
    /// Makes the tables. In a transaction of the caller, like all that writes.
    [[nodiscard]] static LoadedBucket
    create(SQLite::Database& database, std::int64_t number, Time opened_at);

    /// Reads the keys and lanes of one that exists.
    LoadedBucket(SQLite::Database& database, std::int64_t number, Time opened_at);
    LoadedBucket(LoadedBucket&&) noexcept;
    LoadedBucket& operator=(LoadedBucket&&) noexcept;
    ~LoadedBucket();

    [[nodiscard]] std::int64_t number() const noexcept { return number_; }
    [[nodiscard]] Time opened_at() const noexcept { return opened_at_; }
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// Its key is not in it already.
    void add(const RecentEvent& event);
    [[nodiscard]] std::optional<RecentEvent> find(const Fingerprint& key) const;

    /// Begins to fetch what looking these up will need.
    void prefetch(const Fingerprint& key, const Fingerprint& lane) const noexcept {
        keys_.prefetch(key);
        lanes_.prefetch(lane);
    }

    /// How many were added since the last `save`.
    [[nodiscard]] std::size_t unsaved() const noexcept { return rows_->unsaved(); }
    void save() { rows_->save(); }

    /// Notes the time of an event whose key is in another bucket.
    void note(const LaneTime& time);
    [[nodiscard]] bool has_later(const Fingerprint& lane, Time than) const;

    /// Writes up to that many rows of keys and as many of lanes. When those were the last of them
    /// it stores the filters and returns what it became.
    [[nodiscard]] std::optional<SealedBucket> seal(std::size_t rows, Time closed_at);

private:
    struct Sealing;

    void load();
    void remember(RecentRows::Number number, const RecentEvent& event);
    void seal_row(std::uint64_t prefix);
    void write_lanes(std::uint64_t prefix);

    SQLite::Database* database_;
    std::int64_t number_;
    Time opened_at_;
    FingerprintTable keys_; // to numbers of events
    LaneTimes lanes_;
    std::unique_ptr<RecentRows> rows_;
    std::unique_ptr<FingerprintRows> lane_rows_;
    std::unique_ptr<Sealing> sealing_;
};

/// Deletes up to that many rows of the bucket's indexes, or as much of its events, in a transaction
/// of the caller. True when nothing was left and the bucket is gone.
[[nodiscard]] bool erase_bucket(SQLite::Database& database, std::int64_t number, std::size_t rows);

} // namespace orderhook
