// What schema version 5 does to the dead letters.
#pragma once

namespace SQLite {
class Database;
}

namespace orderhook {

/// Notes the lanes of those whose events are there. In a transaction of the caller; throws
/// SQLite::Exception.
void note_dead_lanes(SQLite::Database& database);

} // namespace orderhook
