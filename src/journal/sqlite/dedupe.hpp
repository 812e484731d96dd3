// Which events were stored before.
#pragma once

#include "journal/sqlite/dedupe_bucket.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace orderhook {

struct DedupeLimits {
    Duration window = std::chrono::days{7}; ///< how long a key is known, at least
    std::size_t keys_per_bucket = 500'000;
    std::size_t slots_per_step = 4'096; ///< how much of a closed bucket one commit seals
};

/// The keys of the events of the last `window`, in buckets of one time span each.
///
/// An index over random keys makes every commit write as many pages as it has events. So the
/// newest bucket is written at its end only, and its keys are looked up in memory. It is closed
/// after a 28th of the window or when it is full, sealed, asked through a filter from then on, and
/// dropped whole once all its keys are older than the window. A key is thus known for the window
/// and at most a 28th more.
///
/// Belongs to the writer's connection. Every function throws SQLite::Exception; what is in memory
/// then no longer fits the file, and the object must go.
class Dedupe {
public:
    Dedupe(SQLite::Database& database, DedupeLimits limits);

    /// Opens, closes, seals and drops buckets as far as it is time, inside the caller's
    /// transaction. Called before the inserts of each.
    void rotate(Time now);

    /// Remembers the key, inside the caller's transaction. When the key is known already it
    /// changes nothing and returns what is known.
    [[nodiscard]] std::optional<DedupeEntry>
    insert(const Fingerprint& key, const DedupeEntry& entry);

private:
    /// The bucket before the open one, until it is sealed.
    struct ClosedBucket {
        LoadedBucket bucket;
        Time closed_at;
    };

    void load();
    [[nodiscard]] Time end_of_open() const;
    void close_open(Time now);
    void seal(std::size_t slots);
    void drop_expired(Time now);

    SQLite::Database& database_;
    DedupeLimits limits_;
    std::optional<LoadedBucket> open_;
    std::optional<ClosedBucket> closed_;
    std::vector<SealedBucket> sealed_; // oldest first
};

} // namespace orderhook
