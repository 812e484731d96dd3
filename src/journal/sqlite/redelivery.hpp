// What people ask to be delivered again, or never.
#pragma once

#include "journal/records.hpp"
#include "journal/sqlite/delivery_rows.hpp"
#include "journal/sqlite/event_lookup.hpp"
#include "journal/sqlite/handler_ids.hpp"
#include "journal/sqlite/position_counter.hpp"
#include "journal/sqlite/recent_events.hpp"

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderhook {

/// What `Records` promises of its writes, inside the caller's transaction. Each adds the deliveries
/// it makes to `fresh`, with their events, so it ends where those become too large for one commit.
///
/// Belongs to the writer's connection. Every function throws SQLite::Exception.
class Redelivery {
public:
    /// What it shares with the other writes; outlives it.
    struct Tables {
        SQLite::Database& database;
        HandlerIds& handlers;
        PositionCounter& positions;
        DeliveryRows& deliveries;
        RecentEvents& recent;
    };

    explicit Redelivery(Tables tables);

    [[nodiscard]] Replayed
    replay(const std::vector<ReplayTarget>& targets, std::vector<Delivery>& fresh);

    [[nodiscard]] std::size_t discard(const std::vector<DeliveryKey>& dead_letters);

    [[nodiscard]] Result<std::size_t> release(
        EventId id,
        Envelope envelope,
        const std::vector<std::string>& handlers,
        std::vector<Delivery>& fresh
    );

    [[nodiscard]] std::size_t free_parked(
        const std::string& handler,
        const std::optional<std::string>& new_handler,
        std::size_t limit,
        Time now,
        std::vector<Delivery>& fresh
    );

private:
    struct Stored {
        Position position = 0;
        Disposition disposition = Disposition::accepted;
        StoredEvent content;
    };
    struct Last {
        Position position = 0;
        std::uint32_t replay = 0;
    };

    [[nodiscard]] std::optional<Stored> find(const EventId& id);
    [[nodiscard]] Last last_delivery(Position event, std::int64_t handler);
    [[nodiscard]] bool is_pending(std::int64_t handler, Position position);
    bool erase_dead_letter(Position event, std::int64_t handler, const std::optional<Position>& at);
    bool deliver(
        const Stored& stored,
        const std::string& handler,
        std::vector<Delivery>& fresh,
        const std::optional<Position>& dead = {}
    );
    void accept(const Stored& stored);

    Tables tables_;
    EventLookup events_;
    SQLite::Statement last_, is_pending_, upsert_last_, erase_dead_letter_, discard_, accept_,
        first_pending_;
};

} // namespace orderhook
