// What people ask the file.
#pragma once

#include "journal/event_matcher.hpp"
#include "journal/records.hpp"

#include <SQLiteCpp/Statement.h>

#include <string>
#include <vector>

namespace orderhook {

/// The reads of `Records` over a reader's connection. Its statements live for one call: people ask
/// seldom. Every function throws SQLite::Exception.
class RecordStore {
public:
    explicit RecordStore(SQLite::Database& database) : database_(database) {}

    [[nodiscard]] Result<FoundEvent> find(const EventId& id);
    [[nodiscard]] Page<EventRecord>
    list_events(const EventFilter& filter, const PageRequest& request);
    [[nodiscard]] Page<DeadLetter> list_dead_letters(
        const std::string& handler,
        const EventFilter& filter,
        const PageRequest& request
    );
    [[nodiscard]] std::vector<AttemptRecord>
    list_attempts(const EventId& event, const std::string& handler);

private:
    [[nodiscard]] std::vector<DeliveryRecord> deliveries_of(Position event);
    [[nodiscard]] Cursor start_of(const EventFilter& filter);

    SQLite::Database& database_;
};

} // namespace orderhook
