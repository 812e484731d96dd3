// The handlers that a person has paused, in the file.
#pragma once

#include "journal/sqlite/handler_ids.hpp"

#include <SQLiteCpp/Statement.h>

#include <string>

namespace orderhook {

/// Belongs to the writer's connection. Every function throws SQLite::Exception.
class PausedHandlers {
public:
    PausedHandlers(SQLite::Database& database, HandlerIds& handlers);

    /// In a transaction of the caller.
    void set(const std::string& handler, bool is_paused);

private:
    HandlerIds& handlers_;
    SQLite::Statement insert_, erase_;
};

} // namespace orderhook
