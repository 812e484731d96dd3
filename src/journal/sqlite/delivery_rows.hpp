// Deliveries as rows: made, tried, finished.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/handler_ids.hpp"

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <string>

namespace orderhook {

/// Belongs to the writer's connection, in its transactions. Every function throws
/// SQLite::Exception.
class DeliveryRows {
public:
    explicit DeliveryRows(SQLite::Database& database);

    struct Row {
        std::int64_t handler = 0;
        Position position = 0;
        Position event = 0; ///< the position of the event
        Lane lane = 0;
        std::uint32_t replay = 0;
    };

    /// False when the handler has one at that position.
    [[nodiscard]] bool insert(const Row& row);

    /// Does nothing for a delivery that is not pending, so that it may be called again.
    void settle(std::int64_t handler, const Settlement& settlement);

    /// Ends the delivery as a dead letter that was not tried for it.
    void give_up(std::int64_t handler, Position position, Time now, const std::string& reason);

    void erase(std::int64_t handler, Position position);

private:
    void retry(std::int64_t handler, const Settlement& settlement);
    void bury(std::int64_t handler, const Settlement& settlement);
    void remember_attempt(std::int64_t handler, const Settlement& settlement);

    SQLite::Statement insert_, delete_, upsert_retry_, delete_retry_, insert_attempt_, bury_,
        give_up_;
};

} // namespace orderhook
