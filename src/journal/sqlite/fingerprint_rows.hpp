// Fingerprints on the disk, each with a number.
#pragma once

#include "journal/sqlite/fingerprint.hpp"

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace SQLite {
class Database;
}

namespace orderhook {

/// A table in which the row `prefix` holds all fingerprints that begin with those 13 bits, each
/// followed by its number, 24 bytes together. With some 260,000 of them 32 share a row, which is
/// written in a twentieth of the time that an index with a row for each takes.
///
/// Looking one up prepares a statement: filters come before, so it is seldom done.
///
/// The form is stored, and written by schema step 4: if it changes, `prefix_bits` too, that needs a
/// copy of the old one. What is damaged is not known any more; the log says so. In transactions of
/// the caller. Every function throws SQLite::Exception.
class FingerprintRows {
public:
    static constexpr int prefix_bits = 13;
    static constexpr std::uint64_t prefixes = 1u << prefix_bits;

    [[nodiscard]] static std::uint64_t prefix_of(const Fingerprint& key) noexcept {
        return leading_bits(key) >> (64 - prefix_bits);
    }

    static void create(SQLite::Database& database, const std::string& table);

    [[nodiscard]] static std::optional<std::uint64_t>
    find(SQLite::Database& database, const std::string& table, const Fingerprint& key);

    /// Calls it with each that is written.
    using Visit = std::function<void(const Fingerprint&, std::uint64_t number)>;
    static void load(SQLite::Database& database, const std::string& table, const Visit& visit);

    FingerprintRows(SQLite::Database& database, const std::string& table);

    /// Adds one to the row that is written next: it begins with the same bits as the others.
    void add(const Fingerprint& key, std::uint64_t number);

    /// Writes what was added instead of what the row held. Nothing when nothing was.
    void write();

private:
    SQLite::Statement replace_;
    std::string packed_;
};

} // namespace orderhook
