// Which events were stored before.
#pragma once

#include "journal/sqlite/bloom_filter.hpp"
#include "journal/sqlite/fingerprint.hpp"

#include <orderhook/event.hpp>
#include <orderhook/time.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace orderhook {

struct DedupeLimits {
    Duration window = std::chrono::days{7}; ///< how long a key is known, at least
    std::size_t rows_per_bucket = 500'000;
};

/// The keys of the events of the last `window`, in tables of one time span each, its buckets.
///
/// An index over random keys makes every commit write as many pages as it has events. So the
/// newest bucket is written at its end only, and its keys are looked up in memory. It is closed
/// after a 28th of the window or when it is full: then it gets an index and a filter, is asked
/// through the filter, and is dropped whole once all its keys are older than the window. A key is
/// thus known for the window and at most a 28th more.
///
/// Belongs to the writer's connection. Every function throws SQLite::Exception; what is in memory
/// then no longer fits the file, and the object must go.
class Dedupe {
public:
    struct Entry {
        Fingerprint body{};
        EventId event;
        std::string quarantine_reason;
    };

    Dedupe(SQLite::Database& database, DedupeLimits limits);
    ~Dedupe();

    /// Opens, closes and drops buckets as the time demands, in transactions of its own. Called
    /// outside a transaction, before the inserts of one.
    void rotate(Time now);

    /// Remembers the key, inside the caller's transaction. When the key is known already it
    /// changes nothing and returns what is known.
    [[nodiscard]] std::optional<Entry> insert(const Fingerprint& key, const Entry& entry);

private:
    struct ClosedBucket {
        std::int64_t number;
        Time closed_at;
        BloomFilter filter;
    };

    struct KeyHash {
        std::size_t operator()(const Fingerprint& key) const noexcept;
    };

    void load();
    void use_open_bucket();
    void remember_open_keys();
    [[nodiscard]] bool open_bucket_is_due(Time now) const;
    void close_open_bucket(Time now);
    void open_bucket(Time now);
    void drop_expired(Time now);
    [[nodiscard]] std::optional<Entry> find_open(const Fingerprint& key);
    [[nodiscard]] std::optional<Entry> find_closed(std::int64_t bucket, const Fingerprint& key);

    SQLite::Database& database_;
    DedupeLimits limits_;
    std::vector<ClosedBucket> closed_; // newest first: most duplicates follow soon
    std::int64_t open_ = 0;            // 0: none
    Time opened_at_{};
    std::unordered_map<Fingerprint, std::int64_t, KeyHash> open_rows_; // to rowids
    std::unique_ptr<SQLite::Statement> insert_;
};

} // namespace orderhook
