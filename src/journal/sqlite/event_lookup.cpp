#include "journal/sqlite/event_lookup.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/event_spans.hpp"
#include "log/log.hpp"

#include <sqlite3.h>

#include <cstdint>
#include <string>

namespace orderhook {

namespace {

/// Bytes of headers and body that lie on the page of the row.
constexpr std::int64_t small_event = 2'000;

/// Whether a page of that column is damaged. To be asked before a statement finds it: SQLite takes
/// no more writes in a transaction in which one did.
bool is_damaged(SQLite::Database& database, const char* column, Position event) {
    sqlite3_blob* blob = nullptr;
    const auto row = static_cast<sqlite3_int64>(event);
    int code = sqlite3_blob_open(database.getHandle(), "main", "events", column, row, 0, &blob);
    if (code == SQLITE_OK) {
        std::string bytes(static_cast<std::size_t>(sqlite3_blob_bytes(blob)), '\0');
        code = sqlite3_blob_read(blob, bytes.data(), static_cast<int>(bytes.size()), 0);
    }
    sqlite3_blob_close(blob);
    return is_damage(code);
}

} // namespace

EventLookup::EventLookup(SQLite::Database& database)
    : database_(database),
      find_(
          database,
          std::string("SELECT e.position, e.disposition FROM events e WHERE e.position = ")
              + position_of_id()
      ),
      event_at_(
          database,
          std::string("SELECT ") + event_columns + " FROM events e WHERE e.position = ?"
      ),
      size_at_(database, "SELECT length(headers) + length(body) FROM events WHERE position = ?") {}

std::optional<EventLookup::Found> EventLookup::find(const EventId& id) {
    find_.reset();
    bind_blob(find_, 1, id.bytes);
    std::optional<Found> found;
    if (find_.executeStep())
        found = {number_in(find_.getColumn(0)), disposition_in(find_.getColumn(1))};
    find_.reset();
    return found;
}

std::optional<StoredEvent> EventLookup::read(Position position) {
    if (has_own_pages(position)
        && (is_damaged(database_, "headers", position) || is_damaged(database_, "body", position)
        )) {
        log::error("a stored event is damaged and cannot be delivered", {{"position", position}});
        return std::nullopt;
    }
    event_at_.reset();
    bind_number(event_at_, 1, position);
    std::optional<StoredEvent> event;
    if (event_at_.executeStep()) event = event_in(event_at_, 0);
    event_at_.reset();
    return event;
}

bool EventLookup::has_own_pages(Position event) {
    size_at_.reset();
    bind_number(size_at_, 1, event);
    const bool is_large = size_at_.executeStep() && size_at_.getColumn(0).getInt64() > small_event;
    size_at_.reset();
    return is_large;
}

} // namespace orderhook
