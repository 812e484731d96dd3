// The tables of the journal's file, and how an older file becomes one of today.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <cstdint>
#include <filesystem>

namespace SQLite {
class Database;
}

namespace orderhook {

/// Marks the file as a journal of Orderhook: "OrHk".
inline constexpr std::int32_t journal_application_id = 0x4f72'486b;

/// The schema this program reads and writes. Its steps never change once released.
inline constexpr int schema_version = 5;

/// The version of an open file, 0 for an empty one. Refuses files of other programs and of a newer
/// Orderhook, and changes nothing. Throws SQLite::Exception.
[[nodiscard]] Result<int>
stored_schema_version(SQLite::Database& database, const std::filesystem::path& file);

/// Brings the tables from that version to today's, in one transaction. Throws SQLite::Exception.
void migrate(SQLite::Database& database, int from, Time now);

} // namespace orderhook
