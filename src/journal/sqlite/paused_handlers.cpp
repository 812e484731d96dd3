#include "journal/sqlite/paused_handlers.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

PausedHandlers::PausedHandlers(SQLite::Database& database, HandlerIds& handlers)
    : handlers_(handlers),
      insert_(database, "INSERT OR IGNORE INTO paused_handlers VALUES (?)"),
      erase_(database, "DELETE FROM paused_handlers WHERE handler = ?") {}

void PausedHandlers::set(const std::string& handler, bool is_paused) {
    SQLite::Statement& statement = is_paused ? insert_ : erase_;
    statement.reset();
    statement.bind(1, handlers_.of(handler));
    statement.exec();
}

} // namespace orderhook
