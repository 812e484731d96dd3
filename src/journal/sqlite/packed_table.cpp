#include "journal/sqlite/packed_table.hpp"

#include "journal/sqlite/binding.hpp"
#include "log/log.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

bool erase_rows(SQLite::Database& database, const std::string& table, std::size_t rows) {
    SQLite::Statement erase(
        database,
        "DELETE FROM " + table + " WHERE rowid IN (SELECT rowid FROM " + table
            + " ORDER BY rowid LIMIT ?)"
    );
    bind_number(erase, 1, rows);
    return static_cast<std::size_t>(erase.exec()) < rows;
}

void log_damaged_row(const std::string& table, std::uint64_t key) {
    log::error(
        "a row of recent events is damaged: some duplicates or late events are not known as such",
        {{"table", table}, {"row", key}}
    );
}

} // namespace orderhook
