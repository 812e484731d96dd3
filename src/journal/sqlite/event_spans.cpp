#include "journal/sqlite/event_spans.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

#include <algorithm>

namespace orderhook {

namespace {

// Of the last span, in a query.
constexpr const char* end_of_spans =
    "coalesce((SELECT last FROM event_spans ORDER BY first DESC LIMIT 1), 0)";

} // namespace

// The plus keeps SQLite from making an index of all ids for it.
std::string position_of_id() {
    return "(SELECT e.position FROM event_spans s CROSS JOIN events e"
           "  ON e.position BETWEEN s.first AND s.last"
           "  WHERE s.highest >= ?1 AND s.lowest <= ?1 AND +e.id = ?1"
           " UNION ALL SELECT position FROM events WHERE id = ?1 AND position > "
           + std::string(end_of_spans) + " LIMIT 1)";
}

std::string last_position_below_id() {
    return "SELECT coalesce("
           " (SELECT max(position) FROM events WHERE id < ?1 AND position > "
           + std::string(end_of_spans)
           + "), (SELECT last FROM event_spans WHERE lowest < ?1 ORDER BY first DESC LIMIT 1), 0)";
}

EventSpans::EventSpans(SQLite::Database& database)
    : insert_(
        database,
        "INSERT INTO event_spans (first, last, lowest, highest) VALUES (?, ?, ?, ?)"
    ),
      forget_(
          database,
          "DELETE FROM event_spans WHERE first < (SELECT min(position) FROM events)"
          " AND last < (SELECT min(position) FROM events)"
      ) {
    SQLite::Statement rest(
        database,
        "SELECT position, id FROM events WHERE position > " + std::string(end_of_spans)
            + " ORDER BY position"
    );
    while (rest.executeStep())
        include(number_in(rest.getColumn(0)), EventId{digest_in(rest.getColumn(1))});
}

void EventSpans::include(Position position, const EventId& id) {
    if (open_.events++ == 0) open_ = {1, position, position, id, id};
    open_.last = position;
    open_.lowest = std::min(open_.lowest, id);
    open_.highest = std::max(open_.highest, id);
}

void EventSpans::add(Position position, const EventId& id) {
    include(position, id);
    if (open_.events < events_per_span) return;
    insert_.reset();
    bind_number(insert_, 1, open_.first);
    bind_number(insert_, 2, open_.last);
    bind_blob(insert_, 3, open_.lowest.bytes);
    bind_blob(insert_, 4, open_.highest.bytes);
    insert_.exec();
    open_ = {};
}

void EventSpans::forget_pruned() {
    forget_.reset();
    forget_.exec();
}

} // namespace orderhook
