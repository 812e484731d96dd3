// Which events have which ids.
#pragma once

#include "journal/journal.hpp"

#include <orderhook/event.hpp>

#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <string>

namespace orderhook {

/// The position of the event with the id ?1, in a query; null when there is none.
[[nodiscard]] std::string position_of_id();

/// A query for the highest position of an event whose id is below ?1, or one a little higher; 0
/// when there is none.
[[nodiscard]] std::string last_position_below_id();

/// Ids rise with the positions, unless a clock was set back. So a span of events is noted with its
/// lowest and highest id, and a query reads the events of the few spans that may hold the id, and
/// the newest, which are in no span yet. An index of all ids would cost each commit an insert an
/// event, and the pages that this changes.
///
/// Belongs to the writer's connection, in its transactions. Every function throws
/// SQLite::Exception.
class EventSpans {
public:
    /// What a query reads of one span.
    static constexpr std::size_t events_per_span = 128;

    explicit EventSpans(SQLite::Database& database);

    /// The event was stored, at a higher position than all before.
    void add(Position position, const EventId& id);

    /// Forgets the spans before the first event that is left.
    void forget_pruned();

private:
    struct Span {
        std::size_t events = 0;
        Position first = 0;
        Position last = 0;
        EventId lowest;
        EventId highest;
    };

    void include(Position position, const EventId& id);

    Span open_; // not noted yet
    SQLite::Statement insert_, forget_;
};

} // namespace orderhook
