#include "journal/sqlite/read_store.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/event_row.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace orderhook {

namespace {

constexpr std::uint64_t highest_number = std::numeric_limits<std::int64_t>::max();

/// Positions and limits are stored and compared with a sign.
void bind_capped(SQLite::Statement& statement, int index, std::uint64_t number) {
    bind_number(statement, index, std::min(number, highest_number));
}

} // namespace

ReadStore::ReadStore(const std::filesystem::path& file)
    : database_(open_for_reading(file)),
      scan_(
          database_,
          "SELECT d.position, d.lane, r.attempts, r.due_at, d.replay FROM deliveries d"
          " LEFT JOIN retries r ON r.handler = d.handler AND r.position = d.position"
          " WHERE d.handler = (SELECT id FROM handlers WHERE name = ?1)"
          " AND d.position > ?2 AND d.position <= ?3 ORDER BY d.position LIMIT ?4"
      ),
      fetch_(
          database_,
          std::string("SELECT d.lane, r.attempts, r.due_at, d.replay, ") + event_columns
              + " FROM deliveries d LEFT JOIN events e ON e.position = d.event"
                " LEFT JOIN retries r ON r.handler = d.handler AND r.position = d.position"
                " WHERE d.handler = (SELECT id FROM handlers WHERE name = ?1) AND d.position = ?2"
      ),
      backlog_(
          database_,
          "SELECT name,"
          " (SELECT count(*) FROM deliveries WHERE handler = handlers.id),"
          " (SELECT count(*) FROM dead_letters WHERE handler = handlers.id)"
          " FROM handlers ORDER BY name"
      ),
      dead_lanes_(
          database_,
          "SELECT d.position, e.source, e.tenant, e.order_key"
          " FROM dead_letters d JOIN events e ON e.position = d.event"
          " WHERE d.handler = (SELECT id FROM handlers WHERE name = ?1) ORDER BY d.position"
      ),
      paused_handlers_(
          database_,
          "SELECT name FROM paused_handlers JOIN handlers ON id = handler ORDER BY name"
      ),
      records_(database_) {}

std::vector<PendingDelivery>
ReadStore::scan(const std::string& handler, Position after, Position last, std::size_t limit) {
    scan_.reset();
    scan_.bindNoCopy(1, handler);
    bind_capped(scan_, 2, after);
    bind_capped(scan_, 3, last);
    bind_capped(scan_, 4, limit);
    std::vector<PendingDelivery> found;
    while (scan_.executeStep())
        found.push_back(
            {number_in(scan_.getColumn(0)),
             number_in(scan_.getColumn(1)),
             scan_.getColumn(2).getUInt(),
             time_in(scan_.getColumn(3)),
             scan_.getColumn(4).getUInt()}
        );
    return found;
}

std::vector<Delivery>
ReadStore::fetch(const std::string& handler, std::vector<Position> positions) {
    std::sort(positions.begin(), positions.end());
    positions.erase(std::unique(positions.begin(), positions.end()), positions.end());
    std::vector<Delivery> found;
    for (const Position position : positions) {
        fetch_.reset();
        fetch_.bindNoCopy(1, handler);
        bind_capped(fetch_, 2, position);
        if (!fetch_.executeStep()) continue;
        auto stored = event_in(fetch_, 4);
        if (fetch_.isColumnNull(4)) stored.damage = no_event;
        found.push_back(
            {handler,
             position,
             number_in(fetch_.getColumn(0)),
             fetch_.getColumn(1).getUInt(),
             time_in(fetch_.getColumn(2)),
             std::move(stored.event),
             fetch_.getColumn(3).getUInt(),
             std::move(stored.damage)}
        );
    }
    fetch_.reset(); // an open row would keep the WAL from starting over
    return found;
}

std::vector<Backlog> ReadStore::backlog() {
    backlog_.reset();
    std::vector<Backlog> found;
    while (backlog_.executeStep()) {
        Backlog backlog{
            backlog_.getColumn(0).getString(),
            number_in(backlog_.getColumn(1)),
            number_in(backlog_.getColumn(2))};
        if (backlog.pending + backlog.dead != 0) found.push_back(std::move(backlog));
    }
    return found;
}

std::vector<DeadLane> ReadStore::dead_lanes(const std::string& handler) {
    dead_lanes_.reset();
    dead_lanes_.bindNoCopy(1, handler);
    std::vector<DeadLane> found;
    std::set<Lane> seen;
    while (dead_lanes_.executeStep()) {
        Envelope envelope;
        envelope.tenant = dead_lanes_.getColumn(2).getString();
        envelope.order_key = dead_lanes_.getColumn(3).getString();
        const Lane lane = lane_of(dead_lanes_.getColumn(1).getString(), envelope);
        if (seen.insert(lane).second) found.push_back({lane, number_in(dead_lanes_.getColumn(0))});
    }
    return found;
}

std::vector<std::string> ReadStore::paused_handlers() {
    paused_handlers_.reset();
    std::vector<std::string> found;
    while (paused_handlers_.executeStep())
        found.push_back(paused_handlers_.getColumn(0).getString());
    return found;
}

} // namespace orderhook
