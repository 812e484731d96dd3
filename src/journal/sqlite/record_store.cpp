#include "journal/sqlite/record_store.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/event_row.hpp"
#include "journal/sqlite/event_spans.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>
#include <limits>

namespace orderhook {

namespace {

constexpr std::size_t rows_per_page = 10'000;
constexpr std::size_t attempts_per_answer = 1'000;
constexpr Cursor highest_cursor = std::numeric_limits<std::int64_t>::max();

/// Ids and times of reception are in the order of the positions, but for a clock that went back.
constexpr Duration clock_margin = std::chrono::hours{1};

// Columns of a record, those that a filter looks at first. A row of events is `e`.
constexpr auto record_columns = "e.source, e.provider, e.type, e.order_key, e.received_at,"
                                " e.disposition, e.first, e.reason, length(e.body), ";
constexpr int traits_column_count = 6;
constexpr int record_column_count = 9;

std::string_view text_in(const SQLite::Column& column) { return bytes_in(column); }

EventMatcher::Traits traits_in(const SQLite::Statement& row, int column) {
    return {
        text_in(row.getColumn(column)),
        text_in(row.getColumn(column + 1)),
        text_in(row.getColumn(column + 2)),
        text_in(row.getColumn(column + 3)),
        time_in(row.getColumn(column + 4)),
        disposition_in(row.getColumn(column + 5))};
}

EventRecord record_in(const SQLite::Statement& row, int column) {
    EventRecord record;
    record.disposition = disposition_in(row.getColumn(column + traits_column_count - 1));
    int rest = column + traits_column_count;
    if (!row.isColumnNull(rest)) record.first = EventId{digest_in(row.getColumn(rest))};
    record.quarantine_reason = row.getColumn(++rest).getString();
    record.body_size = number_in(row.getColumn(++rest));
    record.event = std::move(*event_in(row, column + record_column_count).event);
    return record;
}

DeliveryRecord delivery_in(const SQLite::Statement& row, int column, DeliveryRecord::State state) {
    return {
        row.getColumn(column).getString(),
        number_in(row.getColumn(column + 1)),
        row.getColumn(column + 2).getUInt(),
        state,
        row.getColumn(column + 3).getUInt(),
        time_in(row.getColumn(column + 4)),
        row.getColumn(column + 5).getString()};
}

/// Goes through rows whose first column is the cursor, until the page is full or enough rows were
/// looked at. `take` returns false when nothing behind can fit.
template <class T, class Take>
Page<T> page_of(SQLite::Statement& rows, std::size_t limit, Take take) {
    Page<T> page;
    std::size_t seen = 0;
    while (rows.executeStep()) {
        if (!take(page.items)) return page;
        if (++seen < rows_per_page && page.items.size() < limit) continue;
        page.next = number_in(rows.getColumn(0));
        return page;
    }
    return page;
}

/// The first of the ids that are made at that time.
EventId first_id_of(Time time) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
    auto rest = static_cast<std::uint64_t>(std::max<std::int64_t>(since.count(), 0));
    EventId id;
    for (std::size_t index = 6; index-- > 0; rest >>= 8)
        id.bytes[index] = static_cast<std::uint8_t>(rest);
    return id;
}

} // namespace

Result<FoundEvent> RecordStore::find(const EventId& id) {
    SQLite::Statement row(
        database_,
        std::string("SELECT e.position, ") + record_columns + event_columns
            + " FROM events e WHERE e.position = " + position_of_id()
    );
    bind_blob(row, 1, id.bytes);
    if (!row.executeStep()) return failure(Errc::not_found, id.to_text() + ": no such event");
    return FoundEvent{record_in(row, 1), deliveries_of(number_in(row.getColumn(0)))};
}

std::vector<DeliveryRecord> RecordStore::deliveries_of(Position event) {
    std::vector<DeliveryRecord> found;
    SQLite::Statement pending(
        database_,
        "SELECT h.name, d.position, d.replay, coalesce(r.attempts, 0), coalesce(r.due_at, 0), ''"
        " FROM handlers h JOIN deliveries d ON d.handler = h.id AND d.position = coalesce("
        "  (SELECT position FROM replays WHERE event = ?1 AND handler = h.id), ?1)"
        " LEFT JOIN retries r ON r.handler = d.handler AND r.position = d.position"
        " ORDER BY h.name"
    );
    bind_number(pending, 1, event);
    while (pending.executeStep())
        found.push_back(delivery_in(pending, 0, DeliveryRecord::State::pending));
    SQLite::Statement dead(
        database_,
        "SELECT h.name, d.position, d.replay, d.attempts, d.died_at, d.reason"
        " FROM dead_letters d JOIN handlers h ON h.id = d.handler WHERE d.event = ?"
        " ORDER BY h.name"
    );
    bind_number(dead, 1, event);
    while (dead.executeStep())
        found.push_back(delivery_in(dead, 0, DeliveryRecord::State::dead));
    return found;
}

Page<EventRecord> RecordStore::list_events(const EventFilter& filter, const PageRequest& request) {
    const EventMatcher matcher(filter);
    SQLite::Statement rows(
        database_,
        std::string("SELECT e.position, ") + record_columns + short_event_columns
            + " FROM events e WHERE e.position < ? ORDER BY e.position DESC"
    );
    bind_number(rows, 1, request.from ? *request.from : start_of(filter));
    return page_of<EventRecord>(rows, request.limit, [&](std::vector<EventRecord>& found) {
        const auto traits = traits_in(rows, 1);
        if (filter.from && traits.received_at + clock_margin < *filter.from) return false;
        if (matcher.fits(traits)) found.push_back(record_in(rows, 1));
        return true;
    });
}

/// Behind the newest event that may fit.
Cursor RecordStore::start_of(const EventFilter& filter) {
    if (!filter.to) return highest_cursor;
    const EventId end = first_id_of(*filter.to + clock_margin);
    SQLite::Statement last(database_, last_position_below_id());
    bind_blob(last, 1, end.bytes);
    return last.executeStep() ? number_in(last.getColumn(0)) + 1 : 0;
}

Page<DeadLetter> RecordStore::list_dead_letters(
    const std::string& handler,
    const EventFilter& filter,
    const PageRequest& request
) {
    const EventMatcher matcher(filter);
    SQLite::Statement rows(
        database_,
        std::string("SELECT d.number, h.name, d.position, d.replay, d.attempts, d.died_at,"
                    " d.reason, ")
            + record_columns + short_event_columns
            + " FROM dead_letters d CROSS JOIN handlers h ON h.id = d.handler"
              " LEFT JOIN events e ON e.position = d.event"
              " WHERE d.number < ? ORDER BY d.number DESC"
    );
    bind_number(rows, 1, request.from.value_or(highest_cursor));
    constexpr int record = 7;
    return page_of<DeadLetter>(rows, request.limit, [&](std::vector<DeadLetter>& found) {
        if (!handler.empty() && text_in(rows.getColumn(1)) != handler) return true;
        if (!matcher.fits(traits_in(rows, record))) return true;
        found.push_back({record_in(rows, record), delivery_in(rows, 1, DeliveryRecord::State::dead)}
        );
        return true;
    });
}

std::vector<AttemptRecord>
RecordStore::list_attempts(const EventId& event, const std::string& handler) {
    SQLite::Statement rows(
        database_,
        std::string("SELECT a.replay, a.number, a.started_at, a.took, a.verdict, a.reason, h.name"
                    " FROM attempts a JOIN handlers h ON h.id = a.handler"
                    " WHERE (h.name = ?2 OR ?2 = '') AND a.event = ")
            + position_of_id() + " ORDER BY h.name DESC, a.replay DESC, a.number DESC LIMIT ?3"
    );
    bind_blob(rows, 1, event.bytes);
    rows.bindNoCopy(2, handler);
    bind_number(rows, 3, attempts_per_answer);
    std::vector<AttemptRecord> found;
    while (rows.executeStep()) {
        const bool is_dead = text_in(rows.getColumn(4)) == "dead";
        found.push_back(
            {rows.getColumn(6).getString(),
             rows.getColumn(0).getUInt(),
             rows.getColumn(1).getUInt(),
             time_in(rows.getColumn(2)),
             Duration{rows.getColumn(3).getInt64()},
             is_dead ? Settlement::Verdict::dead : Settlement::Verdict::retry,
             rows.getColumn(5).getString()}
        );
    }
    std::reverse(found.begin(), found.end());
    return found;
}

} // namespace orderhook
