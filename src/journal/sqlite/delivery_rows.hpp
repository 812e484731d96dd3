// Deliveries as rows: made, tried, finished.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/handler_ids.hpp"

#include <SQLiteCpp/Statement.h>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

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

    /// Does nothing when the handler has one at that position.
    void insert(const Row& row) { insert(std::span(&row, 1)); }

    /// Inserts the row with the next `save`, which costs less for many at once. They are added in
    /// the order of their positions, which are new. False when one for that handler and position
    /// was added already.
    [[nodiscard]] bool add(const Row& row);

    /// Finishes, with the next `save`, a delivery that was not tried more than once.
    void finish(std::int64_t handler, Position position) {
        finished_.push_back({handler, position});
    }

    /// Nothing else here knows of what was added or finished and not saved.
    void save();

    /// Does nothing for a delivery that is not pending, so that it may be called again.
    void settle(std::int64_t handler, const Settlement& settlement);

    /// Ends the delivery as a dead letter that was not tried for it.
    void give_up(std::int64_t handler, Position position, Time now, const std::string& reason);

    void erase(std::int64_t handler, Position position);

private:
    struct Key {
        std::int64_t handler = 0;
        Position position = 0;
        auto operator<=>(const Key&) const = default;
    };
    struct Insert {
        std::size_t rows; ///< that it inserts
        SQLite::Statement statement;
    };

    void insert(std::span<const Row> rows);
    void erase_finished();
    void retry(std::int64_t handler, const Settlement& settlement);
    void bury(std::int64_t handler, const Settlement& settlement);
    void remember_attempt(std::int64_t handler, const Settlement& settlement);

    std::vector<Row> added_;
    std::vector<Key> finished_;
    std::array<Insert, 3> inserts_; // of most rows first
    SQLite::Statement delete_, delete_range_, upsert_retry_, delete_retry_, insert_attempt_, bury_,
        give_up_;
};

} // namespace orderhook
