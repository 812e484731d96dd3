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

} // namespace

Result<std::unique_ptr<WriteStore>>
WriteStore::open(const std::filesystem::path& file, const StoreLimits& limits, Time now) {
    auto database = open_for_writing(file, now);
    if (!database) return failure(database);
    try {
        return std::make_unique<WriteStore>(std::move(*database), limits);
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>(unavailable(file, exception));
    }
}

WriteStore::WriteStore(std::unique_ptr<SQLite::Database> database, const StoreLimits& limits)
    : database_(std::move(database)),
      recent_(*database_, limits.recent),
      handlers_(*database_),
      positions_(*database_),
      deliveries_(*database_),
      redelivery_({*database_, handlers_, positions_, deliveries_, recent_}),
      retention_(*database_, limits.retention),
      statements_(*database_) {
    sqlite3_wal_hook(database_->getHandle(), keep_pages_in_wal, &pages_in_wal_);
}

WriteStore::Statements::Statements(SQLite::Database& database)
    : insert_event(database),
      begin(database, "BEGIN IMMEDIATE"),
      commit(database, "COMMIT"),
      checkpoint(database, "PRAGMA wal_checkpoint(PASSIVE)") {}

void WriteStore::begin(Time now) {
    statements_.begin.reset();
    statements_.begin.exec();
    recent_.rotate(now);
}

void WriteStore::commit() {
    positions_.store();
    statements_.commit.reset();
    statements_.commit.exec();
}

Appended WriteStore::append(NewEvent&& event, std::vector<Delivery>& fresh) {
    Event& stored = event.event;
    const bool is_quarantined = !event.quarantine_reason.empty();
    const Fingerprint key = dedupe_fingerprint(stored);
    const RecentEvent entry{body_fingerprint(stored.body), stored.id, event.quarantine_reason};
    const Lane lane = lane_of(stored.source, stored.envelope);
    std::optional<LaneTime> time;
    if (stored.envelope.occurred_at && !is_quarantined)
        time = LaneTime{lane, *stored.envelope.occurred_at};

    const auto known = recent_.insert(key, entry, time);
    const bool is_conflict = known && known->body != entry.body;
    const auto known_conflict =
        is_conflict ? recent_.insert(conflict_fingerprint(key, entry.body), entry, {})
                    : std::nullopt;
    const auto& same = is_conflict ? known_conflict : known;
    if (same) return {same->event, Disposition::duplicate, same->event, same->quarantine_reason};

    Appended appended{stored.id, Disposition::accepted, stored.id, event.quarantine_reason};
    if (is_conflict)
        appended = {stored.id, Disposition::conflict, known->event, {}};
    else if (is_quarantined)
        appended.disposition = Disposition::quarantined;
    else
        stored.late = time && recent_.has_later(*time);

    const Position position = positions_.next();
    statements_.insert_event(
        position,
        stored,
        {appended.disposition, is_conflict ? &known->event : nullptr, event.quarantine_reason}
    );
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
        const bool is_new = deliveries_.insert({handlers_.of(handler), position, position, lane});
        if (!is_new) continue; // named twice
        fresh.push_back({std::move(handler), position, lane, 0, {}, shared});
    }
}

void WriteStore::settle(const Settlement& settlement) {
    if (const auto handler = handlers_.find(settlement.handler))
        deliveries_.settle(*handler, settlement);
}

Pruned WriteStore::prune_beside(std::size_t appends, Time now) {
    if (!retention_.is_due(now)) return {};
    // More than came, so that what is due becomes less under any load.
    return retention_.prune(now, {2 * appends + 16, std::chrono::milliseconds{1}});
}

bool WriteStore::has_chores(Time now, bool is_disk_full) {
    return recent_.is_rotating() || retention_.is_due(now) || retention_.can_shrink(is_disk_full);
}

Pruned WriteStore::do_chores(Time now, bool is_disk_full) {
    begin(now);
    Pruned pruned;
    if (retention_.is_due(now))
        pruned = retention_.prune(now, {});
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

void WriteStore::checkpoint() {
    statements_.checkpoint.reset();
    while (statements_.checkpoint.executeStep())
        continue;
    pages_in_wal_ = 0;
}

} // namespace orderhook
