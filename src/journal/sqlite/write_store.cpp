#include "journal/sqlite/write_store.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace orderhook {

namespace {

// For a program that reads the file when the service stops.
constexpr std::chrono::milliseconds most_wait_at_end{1'000};

int keep_pages_in_wal(void* pages_in_wal, sqlite3*, const char*, int pages) {
    *static_cast<int*>(pages_in_wal) = pages;
    return SQLITE_OK;
}

/// How the event is remembered, unless it turns out to be a conflict, but for its body.
RecentEvent recent_event_of(const Event& event, Lane lane, std::string quarantine_reason) {
    std::optional<LaneTime> time;
    if (event.envelope.occurred_at && quarantine_reason.empty())
        time = LaneTime{lane, *event.envelope.occurred_at};
    return {dedupe_fingerprint(event), {}, event.id, std::move(quarantine_reason), time};
}

/// Its dedupe key belongs to another body.
void become_conflict(RecentEvent& event) {
    event.key = conflict_fingerprint(event.key, event.body);
    event.time.reset();
}

bool ends_at_first_try(const Settlement& settlement) {
    return settlement.verdict == Settlement::Verdict::done && settlement.attempt <= 1;
}

} // namespace

Result<std::unique_ptr<WriteStore>>
WriteStore::open(const SqliteSettings& settings, Time now, IfMissing if_missing) {
    auto database = open_for_writing(settings.path, now, if_missing);
    if (!database) return failure(database);
    try {
        return std::make_unique<WriteStore>(std::move(*database), settings);
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(unavailable(settings.path, exception));
    }
}

WriteStore::WriteStore(std::unique_ptr<SQLite::Database> database, const SqliteSettings& settings)
    : database_(std::move(database)),
      path_(settings.path),
      made_at_(time_in(database_->execAndGet("SELECT value FROM meta WHERE key = 'created_at'"))),
      file_(file_id(path_)),
      wal_(file_id(wal_of(path_))),
      recent_(*database_, {settings.dedupe_window}),
      handlers_(*database_),
      positions_(*database_),
      spans_(*database_),
      deliveries_(*database_),
      redelivery_({*database_, handlers_, positions_, deliveries_, recent_}),
      paused_handlers_(*database_, handlers_),
      retention_(*database_, settings.retention),
      statements_(*database_) {
    sqlite3_wal_hook(database_->getHandle(), keep_pages_in_wal, &pages_in_wal_);
    remember_newest();
}

void WriteStore::remember_newest() {
    SQLite::Statement rows(
        *database_,
        std::string("SELECT e.position, e.disposition, e.reason, ") + event_columns
            + " FROM events e WHERE e.position > ? ORDER BY e.position"
    );
    bind_number(rows, 1, recent_.saved_position());
    while (rows.executeStep()) {
        const auto stored = event_in(rows, 3);
        const Event& event = *stored.event;
        auto recent = recent_event_of(
            event,
            lane_of(event.source, event.envelope),
            rows.getColumn(2).getString()
        );
        recent.body = body_fingerprint(event.body);
        if (disposition_in(rows.getColumn(1)) == Disposition::conflict) become_conflict(recent);
        recent_.add(number_in(rows.getColumn(0)), recent);
    }
}

WriteStore::Statements::Statements(SQLite::Database& database)
    : insert_event(database),
      begin(database, "BEGIN IMMEDIATE"),
      commit(database, "COMMIT"),
      checkpoint(database, "PRAGMA wal_checkpoint(PASSIVE)") {}

bool WriteStore::has_moved() const {
    return file_id(path_) != file_ || file_id(wal_of(path_)) != wal_;
}

void WriteStore::begin(Time now) {
    statements_.begin.reset();
    statements_.begin.exec();
    recent_.rotate(now);
    if (!rests(now)) recent_.erase_expired();
}

void WriteStore::commit() {
    deliveries_.save();
    recent_.save_if_enough();
    positions_.store();
    statements_.commit.reset();
    statements_.commit.exec();
}

Appended WriteStore::append(NewEvent&& event, std::vector<Delivery>& fresh) {
    Event& stored = event.event;
    const std::string& reason = event.quarantine_reason;
    const Lane lane = lane_of(stored.source, stored.envelope);
    RecentEvent recent = recent_event_of(stored, lane, reason);
    recent_.prefetch(recent); // while the body is read
    recent.body = body_fingerprint(stored.body);
    auto same = recent_.find(recent.key);
    std::optional<EventId> first; // of a conflict
    if (same && same->body != recent.body) {
        first = same->event;
        become_conflict(recent);
        same = recent_.find(recent.key);
    }
    if (same) return {same->event, Disposition::duplicate, same->event, same->quarantine_reason};

    Appended appended{stored.id, Disposition::accepted, stored.id, reason};
    if (first)
        appended = {stored.id, Disposition::conflict, *first, {}};
    else if (!reason.empty())
        appended.disposition = Disposition::quarantined;
    else
        stored.late = recent.time && recent_.has_later(*recent.time);

    const Position position = positions_.next();
    statements_
        .insert_event(position, stored, {appended.disposition, first ? &*first : nullptr, reason});
    recent_.add(position, recent);
    spans_.add(position, stored.id);
    if (appended.disposition == Disposition::accepted)
        deliver(std::move(event), position, lane, fresh);
    return appended;
}

void WriteStore::deliver(
    NewEvent&& event,
    Position position,
    Lane lane,
    std::vector<Delivery>& fresh
) {
    const auto shared = std::make_shared<const Event>(std::move(event.event));
    for (auto& handler : event.handlers) {
        const bool is_new = deliveries_.add({handlers_.of(handler), position, position, lane});
        if (!is_new) continue; // named twice
        fresh.push_back({std::move(handler), position, lane, 0, {}, shared});
    }
}

Redelivery& WriteStore::redelivery() {
    deliveries_.save();
    recent_.save();
    return redelivery_;
}

void WriteStore::settle(const std::vector<Settlement>& batch) {
    for (const Settlement& settlement : batch) {
        const auto handler = handlers_.find(settlement.handler);
        if (!handler) continue;
        if (ends_at_first_try(settlement))
            deliveries_.finish(*handler, settlement.position);
        else
            deliveries_.settle(*handler, settlement);
    }
}

Pruned WriteStore::prune_beside(std::size_t appends, Time now) {
    if (rests(now) || !retention_.is_due(now)) return {};
    // More than came, as far as the time goes.
    return prune(now, {2 * appends + 16, std::chrono::milliseconds{1}});
}

Pruned WriteStore::prune(Time now, const Retention::Budget& budget) {
    deliveries_.save();
    const Pruned pruned = retention_.prune(now, budget);
    if (pruned.events == 0) return pruned;
    if (retention_.passed() > recent_.saved_position()) recent_.save();
    spans_.forget_pruned();
    return pruned;
}

bool WriteStore::has_chores(Time now, bool is_disk_full) {
    if (rests(now) && !is_disk_full) return false;
    const bool may_rotate = !rests(now) && recent_.is_rotating();
    return may_rotate || retention_.is_due(now) || retention_.can_shrink(is_disk_full);
}

Pruned WriteStore::do_chores(Time now, bool is_disk_full) {
    begin(now);
    Pruned pruned;
    if (retention_.is_due(now))
        pruned = prune(now, {});
    else if (retention_.can_shrink(is_disk_full))
        retention_.shrink();
    commit();
    return pruned;
}

std::vector<Delivery> WriteStore::deliveries_behind(Position position) {
    SQLite::Statement rows(
        *database_,
        std::string("SELECT h.name, d.position, d.lane, d.replay, ") + event_columns
            + " FROM handlers h JOIN deliveries d ON d.handler = h.id AND d.position > ?"
              " JOIN events e ON e.position = d.event ORDER BY d.position"
    );
    bind_number(rows, 1, position);
    std::vector<Delivery> found;
    while (rows.executeStep()) {
        auto stored = event_in(rows, 4);
        found.push_back(
            {rows.getColumn(0).getString(),
             number_in(rows.getColumn(1)),
             number_in(rows.getColumn(2)),
             0,
             {},
             std::move(stored.event),
             rows.getColumn(3).getUInt(),
             std::move(stored.damage)}
        );
    }
    return found;
}

void WriteStore::note_reopening() {
    database_->exec("UPDATE meta SET value = value + 1 WHERE key = 'reopened'");
}

bool WriteStore::checkpoint() {
    statements_.checkpoint.reset();
    statements_.checkpoint.executeStep();
    const int is_busy = statements_.checkpoint.getColumn(0).getInt(); // then nothing was copied
    const int pages = statements_.checkpoint.getColumn(1).getInt();
    const int copied = statements_.checkpoint.getColumn(2).getInt();
    statements_.checkpoint.reset();
    return is_busy == 0 && copied == pages;
}

void WriteStore::finish() {
    empty_wal(*database_, most_wait_at_end);
    keep_wal_at_close(*database_, false);
}

void WriteStore::finish_moved() {
    if (sqlite3_get_autocommit(database_->getHandle()) == 0) database_->exec("ROLLBACK");
    if (!checkpoint()) throw SQLite::Exception("another reads what it replaces", SQLITE_BUSY);
}

} // namespace orderhook
