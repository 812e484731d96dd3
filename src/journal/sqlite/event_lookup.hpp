// Finds stored events for the writer.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/event_row.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <optional>

namespace orderhook {

/// Belongs to the writer's connection. Every function throws SQLite::Exception.
class EventLookup {
public:
    explicit EventLookup(SQLite::Database& database); ///< which outlives it

    struct Found {
        Position position = 0;
        Disposition disposition = Disposition::accepted;
    };

    /// Where the event is. In vain it takes as long as there are many.
    [[nodiscard]] std::optional<Found> find(const EventId& id);

    /// Nothing, and a line in the log, when a page of a large one is damaged; nothing when there is
    /// none.
    [[nodiscard]] std::optional<StoredEvent> read(Position position);

private:
    [[nodiscard]] bool has_own_pages(Position event);

    SQLite::Database& database_;
    SQLite::Statement find_, event_at_, size_at_;
};

} // namespace orderhook
