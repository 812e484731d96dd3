#include "journal/sqlite/delivery_rows.hpp"

#include "journal/sqlite/binding.hpp"

#include <algorithm>

namespace orderhook {

namespace {

void bind_delivery(SQLite::Statement& statement, std::int64_t handler, Position position) {
    statement.reset();
    statement.bind(1, handler);
    bind_number(statement, 2, position);
}

std::string insert_of(std::size_t rows) {
    std::string text = "INSERT INTO deliveries (handler, position, event, lane, replay) VALUES ";
    for (std::size_t row = 0; row < rows; ++row)
        text += row == 0 ? "(?, ?, ?, ?, ?)" : ", (?, ?, ?, ?, ?)";
    return text + " ON CONFLICT DO NOTHING";
}

} // namespace

// The rows of an outcome are made from that of the delivery, so there are none without it.
DeliveryRows::DeliveryRows(SQLite::Database& database)
    : inserts_{{
        {16, {database, insert_of(16)}},
        {4, {database, insert_of(4)}},
        {1, {database, insert_of(1)}},
    }},
      delete_(database, "DELETE FROM deliveries WHERE handler = ?1 AND position = ?2"),
      delete_range_(
          database,
          "DELETE FROM deliveries WHERE handler = ?1 AND position BETWEEN ?2 AND ?3"
      ),
      upsert_retry_(
          database,
          "INSERT INTO retries (handler, position, attempts, due_at)"
          " SELECT handler, position, ?3, ?4 FROM deliveries WHERE handler = ?1 AND position = ?2"
          " ON CONFLICT DO UPDATE SET attempts = excluded.attempts, due_at = excluded.due_at"
      ),
      delete_retry_(database, "DELETE FROM retries WHERE handler = ?1 AND position = ?2"),
      insert_attempt_(
          database,
          "REPLACE INTO attempts"
          " (event, handler, replay, number, started_at, took, verdict, reason)"
          " SELECT event, handler, replay, ?3, ?4, ?5, ?6, ?7 FROM deliveries"
          " WHERE handler = ?1 AND position = ?2"
      ),
      bury_(
          database,
          "REPLACE INTO dead_letters (handler, position, event, replay, attempts, died_at, reason)"
          " SELECT handler, position, event, replay, ?3, ?4, ?5 FROM deliveries"
          " WHERE handler = ?1 AND position = ?2"
      ),
      give_up_(
          database,
          "REPLACE INTO dead_letters (handler, position, event, replay, attempts, died_at, reason)"
          " SELECT d.handler, d.position, d.event, d.replay, coalesce(r.attempts, 0), ?3, ?4"
          " FROM deliveries d LEFT JOIN retries r USING (handler, position)"
          " WHERE d.handler = ?1 AND d.position = ?2"
      ) {}

bool DeliveryRows::add(const Row& row) {
    for (auto known = added_.rbegin(); known != added_.rend(); ++known) {
        if (known->position != row.position) break;
        if (known->handler == row.handler) return false;
    }
    added_.push_back(row);
    return true;
}

void DeliveryRows::save() {
    insert(added_);
    added_.clear();
    erase_finished();
}

void DeliveryRows::insert(std::span<const Row> rows) {
    for (auto& [count, statement] : inserts_) {
        for (; rows.size() >= count; rows = rows.subspan(count)) {
            statement.reset();
            int parameter = 0;
            for (const Row& row : rows.first(count)) {
                statement.bind(++parameter, row.handler);
                bind_number(statement, ++parameter, row.position);
                bind_number(statement, ++parameter, row.event);
                bind_number(statement, ++parameter, row.lane);
                statement.bind(++parameter, row.replay);
            }
            statement.exec();
        }
    }
}

void DeliveryRows::settle(std::int64_t handler, const Settlement& settlement) {
    erase_finished(); // those are not pending any more
    if (settlement.verdict == Settlement::Verdict::retry) return retry(handler, settlement);
    if (settlement.verdict == Settlement::Verdict::dead) bury(handler, settlement);
    bind_delivery(delete_, handler, settlement.position);
    delete_.exec();
    if (settlement.attempt <= 1) return; // never tried before, so `retries` has no row
    bind_delivery(delete_retry_, handler, settlement.position);
    delete_retry_.exec();
}

// One statement for those that follow one another, in whatever order they ended.
void DeliveryRows::erase_finished() {
    std::sort(finished_.begin(), finished_.end());
    for (auto next = finished_.begin(); next != finished_.end();) {
        const Key first = *next;
        Key last = first;
        while (++next != finished_.end() && *next == Key{last.handler, last.position + 1})
            last = *next;
        bind_delivery(delete_range_, first.handler, first.position);
        bind_number(delete_range_, 3, last.position);
        delete_range_.exec();
    }
    finished_.clear();
}

void DeliveryRows::retry(std::int64_t handler, const Settlement& settlement) {
    bind_delivery(upsert_retry_, handler, settlement.position);
    upsert_retry_.bind(3, settlement.attempt);
    bind_time(upsert_retry_, 4, settlement.due_at);
    if (upsert_retry_.exec() != 0) remember_attempt(handler, settlement);
}

void DeliveryRows::bury(std::int64_t handler, const Settlement& settlement) {
    bind_delivery(bury_, handler, settlement.position);
    bury_.bind(3, settlement.attempt);
    bind_time(bury_, 4, settlement.started_at + settlement.took);
    bury_.bindNoCopy(5, settlement.reason);
    if (bury_.exec() != 0) remember_attempt(handler, settlement);
}

void DeliveryRows::remember_attempt(std::int64_t handler, const Settlement& settlement) {
    const bool is_dead = settlement.verdict == Settlement::Verdict::dead;
    bind_delivery(insert_attempt_, handler, settlement.position);
    insert_attempt_.bind(3, settlement.attempt);
    bind_time(insert_attempt_, 4, settlement.started_at);
    insert_attempt_.bind(5, std::int64_t{settlement.took.count()});
    insert_attempt_.bind(6, is_dead ? "dead" : "retry");
    insert_attempt_.bindNoCopy(7, settlement.reason);
    insert_attempt_.exec();
}

void DeliveryRows::give_up(
    std::int64_t handler,
    Position position,
    Time now,
    const std::string& reason
) {
    bind_delivery(give_up_, handler, position);
    bind_time(give_up_, 3, now);
    give_up_.bindNoCopy(4, reason);
    give_up_.exec();
    erase(handler, position);
}

void DeliveryRows::erase(std::int64_t handler, Position position) {
    bind_delivery(delete_, handler, position);
    delete_.exec();
    bind_delivery(delete_retry_, handler, position);
    delete_retry_.exec();
}

} // namespace orderhook
