#include "journal/sqlite/schema.hpp"

#include "journal/sqlite/pack_recent_rows.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <array>
#include <string>

namespace orderhook {

namespace {

// No index on random values (order keys): writing one in the ack's commit halves the rate.
//
// Settled deliveries are deleted, so that `deliveries` holds what is owed and grows at its end. One
// that was made by an append has the position of its event, a later one has its own; `replays` has
// the last of those. At most one delivery or dead letter of an event and a handler exists.
// `retries` has a row only for a delivery that failed before and is tried again. `recent_buckets`
// names the tables recent_<number>, recent_<number>_keys and recent_<number>_lanes; see
// LoadedBucket.
constexpr auto version_1 = R"sql(
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;

CREATE TABLE handlers (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE events (
    position    INTEGER PRIMARY KEY,
    id          BLOB NOT NULL,
    source      TEXT NOT NULL,
    provider    TEXT NOT NULL,
    type        TEXT NOT NULL,
    dedupe_key  TEXT NOT NULL,
    order_key   TEXT NOT NULL,
    tenant      TEXT NOT NULL,
    occurred_at INTEGER,          -- all times: microseconds since 1970, UTC
    received_at INTEGER NOT NULL,
    late        INTEGER NOT NULL, -- 0, 1
    disposition TEXT NOT NULL,    -- accepted, conflict, quarantined
    first       BLOB,             -- of a conflict: the event that has the dedupe key
    reason      TEXT,             -- of a quarantined one
    headers     BLOB NOT NULL,    -- name, value, ... each behind its LEB128 length
    body        BLOB NOT NULL
);
CREATE INDEX events_by_id ON events (id);

CREATE TABLE deliveries (
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    lane     INTEGER NOT NULL,    -- the unsigned 64 bits as signed ones
    replay   INTEGER NOT NULL,    -- 0 for one made by an append
    PRIMARY KEY (handler, position)
) WITHOUT ROWID;

CREATE TABLE retries (
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    due_at   INTEGER NOT NULL,
    PRIMARY KEY (handler, position)
) WITHOUT ROWID;

CREATE TABLE replays (
    event    INTEGER NOT NULL,
    handler  INTEGER NOT NULL,
    replay   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (event, handler)
) WITHOUT ROWID;

CREATE TABLE attempts (           -- those that failed
    event      INTEGER NOT NULL,
    handler    INTEGER NOT NULL,
    replay     INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    took       INTEGER NOT NULL,
    verdict    TEXT NOT NULL,     -- retry, dead
    reason     TEXT NOT NULL,
    PRIMARY KEY (event, handler, replay, number)
) WITHOUT ROWID;

CREATE TABLE dead_letters (
    number   INTEGER PRIMARY KEY, -- rises in the order they died
    handler  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    replay   INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    died_at  INTEGER NOT NULL,
    reason   TEXT NOT NULL
);
CREATE UNIQUE INDEX dead_letters_by_event ON dead_letters (event, handler);
CREATE INDEX dead_letters_by_handler ON dead_letters (handler);

CREATE TABLE recent_buckets (
    number      INTEGER PRIMARY KEY,
    opened_at   INTEGER NOT NULL,
    closed_at   INTEGER,          -- null for the one that is written
    newest      INTEGER,          -- the latest vendor's time in it
    key_filter  BLOB,             -- null until it is sealed, as the next one
    lane_filter BLOB
);

-- A counter of its own: the highest position may be gone, and must not be given again.
INSERT INTO meta VALUES ('last_position', 0), ('reopened', 0);
)sql";

// The pauses of people. A handler that is no longer configured stays paused, should it come back.
constexpr auto version_2 = R"sql(
CREATE TABLE paused_handlers (handler INTEGER PRIMARY KEY);
)sql";

// Instead of an index of ids: see EventSpans.
constexpr auto version_3 = R"sql(
CREATE TABLE event_spans (
    first   INTEGER PRIMARY KEY,  -- positions
    last    INTEGER NOT NULL,
    lowest  BLOB NOT NULL,        -- ids
    highest BLOB NOT NULL
);
INSERT INTO event_spans
    SELECT min(position), max(position), min(id), max(id) FROM events GROUP BY position / 128;
CREATE INDEX event_spans_by_highest ON event_spans (highest, lowest, last);
DROP INDEX events_by_id;
)sql";

// Events up to that position are in the tables of recent events; see RecentEvents.
constexpr auto version_4 = R"sql(
INSERT INTO meta SELECT 'remembered_position', coalesce(max(position), 0) FROM events;
)sql";

// A dead letter is discarded by its handler and position.
constexpr auto version_5 = R"sql(
DROP INDEX dead_letters_by_handler;
CREATE INDEX dead_letters_by_delivery ON dead_letters (handler, position);
)sql";

void nothing_more(SQLite::Database&) {}

struct Step {
    const char* statements;
    void (*then)(SQLite::Database&) = nothing_more;
};

// Step n makes a file of version n one of version n + 1.
constexpr std::array<Step, schema_version> steps{
    {{version_1}, {version_2}, {version_3}, {version_4, pack_recent_rows}, {version_5}}};

void carry_out(const Step& step, SQLite::Database& database) {
    database.exec(step.statements);
    step.then(database);
}

} // namespace

Result<int> stored_schema_version(SQLite::Database& database, const std::filesystem::path& file) {
    const auto application = database.execAndGet("PRAGMA application_id").getInt();
    const auto tables = database.execAndGet("SELECT count(*) FROM sqlite_schema").getInt();
    if (application == 0 && tables == 0) return 0;
    if (application != journal_application_id)
        return failure(
            Errc::misconfigured,
            file.string()
                + ": is the database of another program: give the journal a file of its own"
        );

    const int version =
        database.execAndGet("SELECT value FROM meta WHERE key = 'schema_version'").getInt();
    if (version >= 1 && version <= schema_version) return version;
    return failure(
        Errc::misconfigured,
        file.string() + ": has schema version " + std::to_string(version)
            + ", this orderhook reads up to version " + std::to_string(schema_version)
            + ": run the newer orderhook, or restore the backup made before its first start"
    );
}

void migrate(SQLite::Database& database, int from, Time now) {
    if (from == schema_version) return;
    // What a step sorts may not fit into memory.
    database.exec("PRAGMA temp_store = FILE");
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    for (auto version = static_cast<std::size_t>(from); version < steps.size(); ++version)
        carry_out(steps[version], database);
    if (from == 0) {
        database.exec("PRAGMA application_id = " + std::to_string(journal_application_id));
        SQLite::Statement created(database, "INSERT INTO meta VALUES ('created_at', ?)");
        created.bind(1, std::int64_t{now.time_since_epoch().count()});
        created.exec();
    }
    SQLite::Statement version(database, "REPLACE INTO meta VALUES ('schema_version', ?)");
    version.bind(1, schema_version);
    version.exec();
    transaction.commit();
    database.exec("PRAGMA temp_store = MEMORY");
}

} // namespace orderhook
