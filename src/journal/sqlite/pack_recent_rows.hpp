// What schema version 4 does to the tables of recent events.
#pragma once

namespace SQLite {
class Database;
}

namespace orderhook {

/// Makes tables of RecentRows and FingerprintRows from those that had a row for each event, key and
/// lane. In a transaction of the caller; throws SQLite::Exception.
void pack_recent_rows(SQLite::Database& database);

} // namespace orderhook
