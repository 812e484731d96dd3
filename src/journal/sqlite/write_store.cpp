#include "journal/sqlite/write_store.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/database_file.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace orderhook {

namespace {

int keep_pages_in_wal(void* pages_in_wal, sqlite3*, const char*, int pages) {
    *static_cast<int*>(pages_in_wal) = pages;
    return SQLITE_OK;
}

void bind_delivery(SQLite::Statement& statement, std::int64_t handler, Position position) {
    statement.reset();
    statement.bind(1, handler);
    bind_number(statement, 2, position);
}

} // namespace

Result<std::unique_ptr<WriteStore>>
WriteStore::open(const std::filesystem::path& file, DedupeLimits limits, Time now) {
    auto database = open_for_writing(file, now);
    if (!database) return failure(database);
    try {
        return std::make_unique<WriteStore>(std::move(*database), limits);
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(unavailable(file, exception));
    }
}

WriteStore::WriteStore(std::unique_ptr<SQLite::Database> database, DedupeLimits limits)
    : database_(std::move(database)),
      dedupe_(*database_, limits),
      statements_(*database_) {
    load();
    sqlite3_wal_hook(database_->getHandle(), keep_pages_in_wal, &pages_in_wal_);
}

WriteStore::Statements::Statements(SQLite::Database& database)
    : insert_event(database),
      begin(database, "BEGIN IMMEDIATE"),
      commit(database, "COMMIT"),
      insert_delivery(
          database,
          "INSERT INTO deliveries (handler, position, event, lane) VALUES (?1, ?2, ?2, ?3)"
          " ON CONFLICT DO NOTHING"
      ),
      delete_delivery(database, "DELETE FROM deliveries WHERE handler = ?1 AND position = ?2"),
      upsert_retry(
          database,
          "INSERT INTO retries (handler, position, attempts, due_at)"
          " SELECT handler, position, ?3, ?4 FROM deliveries WHERE handler = ?1 AND position = ?2"
          " ON CONFLICT DO UPDATE SET attempts = excluded.attempts, due_at = excluded.due_at"
      ),
      delete_retry(database, "DELETE FROM retries WHERE handler = ?1 AND position = ?2"),
      insert_attempt(
          database,
          "REPLACE INTO attempts (handler, position, number, started_at, took, verdict, reason)"
          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
      ),
      insert_dead_letter(
          database,
          "INSERT INTO dead_letters (handler, position, event, lane, attempts, died_at, reason)"
          " SELECT handler, position, event, lane, ?3, ?4, ?5 FROM deliveries"
          " WHERE handler = ?1 AND position = ?2"
      ),
      insert_handler(database, "INSERT INTO handlers (name) VALUES (?)"),
      set_last_position(database, "UPDATE meta SET value = ? WHERE key = 'last_position'"),
      checkpoint(database, "PRAGMA wal_checkpoint(PASSIVE)") {}

void WriteStore::load() {
    last_position_ = stored_position_ =
        number_in(database_->execAndGet("SELECT value FROM meta WHERE key = 'last_position'"));
    SQLite::Statement handlers(*database_, "SELECT id, name FROM handlers");
    while (handlers.executeStep())
        handlers_.emplace(handlers.getColumn(1).getString(), handlers.getColumn(0).getInt64());
}

void WriteStore::begin(Time now) {
    statements_.begin.reset();
    statements_.begin.exec();
    dedupe_.rotate(now);
}

void WriteStore::commit() {
    if (stored_position_ != last_position_) {
        statements_.set_last_position.reset();
        bind_number(statements_.set_last_position, 1, last_position_);
        statements_.set_last_position.exec();
    }
    statements_.commit.reset();
    statements_.commit.exec();
    stored_position_ = last_position_;
}

Appended WriteStore::append(NewEvent&& event, std::vector<Delivery>& fresh) {
    const Event& stored = event.event;
    const Fingerprint key = dedupe_fingerprint(stored);
    const DedupeEntry entry{body_fingerprint(stored.body), stored.id, event.quarantine_reason};

    const auto known = dedupe_.insert(key, entry);
    const bool is_conflict = known && known->body != entry.body;
    const auto known_conflict =
        is_conflict ? dedupe_.insert(conflict_fingerprint(key, entry.body), entry) : std::nullopt;
    const auto& same = is_conflict ? known_conflict : known;
    if (same) return {same->event, Disposition::duplicate, same->event, same->quarantine_reason};

    const Position position = ++last_position_;
    if (is_conflict) {
        statements_
            .insert_event(position, stored, {"conflict", &known->event, event.quarantine_reason});
        return {stored.id, Disposition::conflict, known->event, {}};
    }
    Appended appended{stored.id, Disposition::accepted, stored.id, event.quarantine_reason};
    if (!event.quarantine_reason.empty()) {
        appended.disposition = Disposition::quarantined;
        statements_
            .insert_event(position, stored, {"quarantined", nullptr, event.quarantine_reason});
        return appended;
    }
    statements_.insert_event(position, stored, {"accepted", nullptr, event.quarantine_reason});
    deliver(std::move(event), position, fresh);
    return appended;
}

void WriteStore::deliver(NewEvent&& event, Position position, std::vector<Delivery>& fresh) {
    const Lane lane = lane_of(event.event.source, event.event.envelope);
    const auto shared = std::make_shared<const Event>(std::move(event.event));
    for (auto& handler : event.handlers) {
        auto& insert = statements_.insert_delivery;
        bind_delivery(insert, handler_id(handler), position);
        bind_number(insert, 3, lane);
        if (insert.exec() == 0) continue; // named twice
        fresh.push_back({std::move(handler), position, lane, 0, {}, shared});
    }
}

std::int64_t WriteStore::handler_id(const std::string& name) {
    if (const auto known = handlers_.find(name); known != handlers_.end()) return known->second;
    statements_.insert_handler.reset();
    statements_.insert_handler.bindNoCopy(1, name);
    statements_.insert_handler.exec();
    const auto id = database_->getLastInsertRowid();
    handlers_.emplace(name, id);
    return id;
}

void WriteStore::settle(const Settlement& settlement) {
    const auto handler = handlers_.find(settlement.handler);
    if (handler == handlers_.end()) return;
    if (settlement.verdict == Settlement::Verdict::retry) return retry(handler->second, settlement);
    if (settlement.verdict == Settlement::Verdict::dead) bury(handler->second, settlement);
    bind_delivery(statements_.delete_delivery, handler->second, settlement.position);
    statements_.delete_delivery.exec();
    if (settlement.attempt <= 1) return; // never tried before, so `retries` has no row
    bind_delivery(statements_.delete_retry, handler->second, settlement.position);
    statements_.delete_retry.exec();
}

void WriteStore::retry(std::int64_t handler, const Settlement& settlement) {
    auto& upsert = statements_.upsert_retry;
    bind_delivery(upsert, handler, settlement.position);
    upsert.bind(3, settlement.attempt);
    bind_time(upsert, 4, settlement.due_at);
    if (upsert.exec() != 0) remember_attempt(handler, settlement);
}

void WriteStore::bury(std::int64_t handler, const Settlement& settlement) {
    auto& insert = statements_.insert_dead_letter;
    bind_delivery(insert, handler, settlement.position);
    insert.bind(3, settlement.attempt);
    bind_time(insert, 4, settlement.started_at + settlement.took);
    insert.bindNoCopy(5, settlement.reason);
    if (insert.exec() != 0) remember_attempt(handler, settlement);
}

void WriteStore::remember_attempt(std::int64_t handler, const Settlement& settlement) {
    const bool is_dead = settlement.verdict == Settlement::Verdict::dead;
    auto& insert = statements_.insert_attempt;
    bind_delivery(insert, handler, settlement.position);
    insert.bind(3, settlement.attempt);
    bind_time(insert, 4, settlement.started_at);
    insert.bind(5, std::int64_t{settlement.took.count()});
    insert.bind(6, is_dead ? "dead" : "retry");
    insert.bindNoCopy(7, settlement.reason);
    insert.exec();
}

std::vector<Delivery> WriteStore::deliveries_behind(Position position) {
    SQLite::Statement rows(
        *database_,
        std::string("SELECT h.name, d.position, d.lane, ") + event_columns
            + " FROM handlers h JOIN deliveries d ON d.handler = h.id AND d.position > ?"
              " JOIN events e ON e.position = d.event ORDER BY d.position"
    );
    bind_number(rows, 1, position);
    std::vector<Delivery> found;
    while (rows.executeStep())
        found.push_back(
            {rows.getColumn(0).getString(),
             number_in(rows.getColumn(1)),
             number_in(rows.getColumn(2)),
             0,
             {},
             event_in(rows, 3)}
        );
    return found;
}

void WriteStore::note_reopening() {
    database_->exec("UPDATE meta SET value = value + 1 WHERE key = 'reopened'");
}

void WriteStore::checkpoint() {
    statements_.checkpoint.reset();
    while (statements_.checkpoint.executeStep())
        continue;
    pages_in_wal_ = 0;
}

} // namespace orderhook
