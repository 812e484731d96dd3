// An event as a row of the table `events`.
#pragma once

#include "journal/journal.hpp"

#include <orderhook/event.hpp>

#include <SQLiteCpp/Statement.h>

#include <memory>
#include <optional>
#include <string_view>

namespace orderhook {

/// The words of the column `disposition`.
[[nodiscard]] Disposition disposition_in(const SQLite::Column& column);

/// Runs once for each event that is stored. Throws SQLite::Exception.
class EventInsert {
public:
    explicit EventInsert(SQLite::Database& database);

    struct Fate {
        Disposition disposition = Disposition::accepted;
        const EventId* first = nullptr; ///< for a conflict
        const std::string& reason;      ///< for a quarantined event, else empty
    };
    void operator()(std::uint64_t position, const Event& event, const Fate& fate);

private:
    SQLite::Statement statement_;
};

/// The columns that `event_in` reads, of a table named `e`.
inline constexpr auto event_columns =
    "e.id, e.source, e.provider, e.type, e.dedupe_key, e.order_key, e.tenant, e.occurred_at,"
    " e.received_at, e.late, e.headers, e.body";

/// The same without headers and body, for listings.
inline constexpr auto short_event_columns =
    "e.id, e.source, e.provider, e.type, e.dedupe_key, e.order_key, e.tenant, e.occurred_at,"
    " e.received_at, e.late, x'' AS headers, x'' AS body";

struct StoredEvent {
    std::shared_ptr<Event> event;
    std::string damage; ///< see Delivery
};

/// The damage of a delivery without one.
inline constexpr auto no_event = "its event is not in the journal any more";

/// The event whose columns start there in the current row. One damaged row must not keep anybody
/// from reading others, so it is no error.
[[nodiscard]] StoredEvent event_in(const SQLite::Statement& row, int first_column);

} // namespace orderhook
