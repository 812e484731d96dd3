// What the tables of recent events, whose rows pack many, have in common.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace SQLite {
class Database;
}

namespace orderhook {

/// Deletes up to that many rows. False while some may be left. In a transaction of the caller;
/// throws SQLite::Exception.
[[nodiscard]] bool
erase_rows(SQLite::Database& database, const std::string& table, std::size_t rows);

/// Tells a person that a row cannot be read.
void log_damaged_row(const std::string& table, std::uint64_t key);

} // namespace orderhook
