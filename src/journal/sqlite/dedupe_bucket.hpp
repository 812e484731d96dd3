// The tables of one span of dedupe keys.
#pragma once

#include "journal/sqlite/bloom_filter.hpp"
#include "journal/sqlite/fingerprint.hpp"
#include "journal/sqlite/fingerprint_table.hpp"

#include <orderhook/event.hpp>
#include <orderhook/time.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace orderhook {

/// What is known of an event that was stored.
struct DedupeEntry {
    Fingerprint body{};
    EventId event;
    std::string quarantine_reason;
};

/// A bucket whose keys are in memory: the one that is written, and the one before it until it is
/// sealed. Its rows are written at the end of `dedupe_<number>`.
///
/// Sealing copies the keys to the index `dedupe_<number>_keys`, nearly in their order and in small
/// steps, so that no commit waits for all of them. Every function throws SQLite::Exception.
class LoadedBucket {
public:
    /// Makes the tables. In a transaction of the caller, like all that writes.
    [[nodiscard]] static LoadedBucket
    create(SQLite::Database& database, std::int64_t number, Time opened_at);

    /// Reads the keys of one that exists.
    LoadedBucket(SQLite::Database& database, std::int64_t number, Time opened_at);
    LoadedBucket(LoadedBucket&&) noexcept;
    LoadedBucket& operator=(LoadedBucket&&) noexcept;
    ~LoadedBucket();

    [[nodiscard]] std::int64_t number() const noexcept { return number_; }
    [[nodiscard]] Time opened_at() const noexcept { return opened_at_; }
    [[nodiscard]] std::size_t size() const noexcept { return keys_.size(); }

    /// The key is not in it already.
    void insert(const Fingerprint& key, const DedupeEntry& entry);
    [[nodiscard]] std::optional<DedupeEntry> find(const Fingerprint& key) const;

    /// Copies up to that many slots of keys to the index. When that was the last of them it stores
    /// the filter and returns it.
    [[nodiscard]] std::optional<BloomFilter> seal(std::size_t slots);

private:
    SQLite::Database* database_;
    std::int64_t number_;
    Time opened_at_;
    FingerprintTable keys_; // to rowids
    std::size_t sealed_slots_ = 0;
    std::unique_ptr<SQLite::Statement> insert_;
    std::unique_ptr<SQLite::Statement> insert_key_;
};

/// A bucket that is complete, asked through its filter.
struct SealedBucket {
    std::int64_t number = 0;
    Time closed_at{};
    BloomFilter filter;

    [[nodiscard]] std::optional<DedupeEntry>
    find(SQLite::Database& database, const Fingerprint& key) const;
};

/// Forgets a bucket, in a transaction of the caller.
void drop_bucket(SQLite::Database& database, std::int64_t number);

} // namespace orderhook
