// Which events were stored lately, and how far the time of their lanes had come.
#pragma once

#include "journal/sqlite/recent_bucket.hpp"

#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace orderhook {

struct RecentLimits {
    Duration window = std::chrono::days{7}; ///< how long an event is known, at least
    /// A commit may exceed it: so much less than 2^18 that the tables in memory do not double.
    std::size_t events_per_bucket = 260'000;
    std::size_t rows_per_step = 64; ///< of each index that a commit seals or deletes
};

/// The dedupe keys and vendors' times of the events of the last `window`, in buckets of one time
/// span each; whatever is pruned, they stay.
///
/// An index over random keys makes every commit write as many pages as it has events. So the
/// newest bucket is written at its end only, and looked up in memory. It is closed after a 28th of
/// the window or when it is full, sealed, asked through filters from then on, and deleted in small
/// steps once all its events are older than the window. An event is thus known for the window and
/// at most a 28th more.
///
/// Belongs to the writer's connection. Every function throws SQLite::Exception; what is in memory
/// then no longer fits the file, and the object must go.
class RecentEvents {
public:
    RecentEvents(SQLite::Database& database, RecentLimits limits);

    /// Opens, closes and seals buckets as far as it is time, inside the caller's transaction.
    /// Called before the inserts of each.
    void rotate(Time now);

    /// Deletes a little of what `rotate` found expired. It can wait.
    void erase_expired();

    /// Whether they have more to seal or to delete, without inserts.
    [[nodiscard]] bool is_rotating() const noexcept { return closed_ || !expired_.empty(); }

    /// Begins to fetch the memory that `find` and `has_later` will look at for the event, of which
    /// the key and the time are known: it is far, and takes longer than the rest of both.
    void prefetch(const RecentEvent& event) const noexcept;

    [[nodiscard]] std::optional<RecentEvent> find(const Fingerprint& key) const;

    /// Remembers an event whose key is not known, at a higher position than all before. It is in
    /// memory only until it is saved: until then its row in `events` has to stay as it is, and is
    /// added again after a start.
    void add(Position position, const RecentEvent& event);

    /// The events behind it are to be added again.
    [[nodiscard]] Position saved_position() const noexcept { return saved_position_; }

    /// Saves all of them, or all once there are enough for a row. In the caller's transaction.
    void save();
    void save_if_enough();

    /// Notes the time of an event whose key was remembered before.
    void note(const LaneTime& time) { open_->note(time); }

    /// Whether the lane has an event with a later time.
    [[nodiscard]] bool has_later(const LaneTime& time) const;

private:
    /// The bucket before the open one, until it is sealed.
    struct ClosedBucket {
        LoadedBucket bucket;
        Time closed_at;
    };

    void load();
    void load_closed(ClosedBucket bucket);
    [[nodiscard]] Time end_of_open() const;
    void close_open(Time now);
    void seal(std::size_t rows);
    void expire(Time now);

    SQLite::Database& database_;
    RecentLimits limits_;
    SQLite::Statement store_position_;
    Position saved_position_;
    Position last_position_;
    std::optional<LoadedBucket> open_;
    std::optional<ClosedBucket> closed_;
    std::vector<SealedBucket> sealed_;  // oldest first
    std::vector<std::int64_t> expired_; // numbers of those that are being deleted
};

} // namespace orderhook
