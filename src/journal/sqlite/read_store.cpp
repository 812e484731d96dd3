#include "journal/sqlite/read_store.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/event_row.hpp"

#include <SQLiteCpp/Exception.h>

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

/// Of what is owed: in front of the event's columns, if there are any.
constexpr auto delivery_columns = "d.lane, r.attempts, r.due_at, d.replay";
constexpr int count_of_delivery_columns = 4;
constexpr auto of_a_delivery =
    " LEFT JOIN retries r ON r.handler = d.handler AND r.position = d.position"
    " WHERE d.handler = (SELECT id FROM handlers WHERE name = ?1) AND d.position = ?2";

Delivery delivery_in(
    const SQLite::Statement& row,
    const std::string& handler,
    Position position,
    StoredEvent stored
) {
    return {
        handler,
        position,
        number_in(row.getColumn(0)),
        row.getColumn(1).getUInt(),
        time_in(row.getColumn(2)),
        std::move(stored.event),
        row.getColumn(3).getUInt(),
        std::move(stored.damage)};
}

/// Resets a statement at the end: an open row would keep the WAL from starting over.
class Rows {
public:
    explicit Rows(SQLite::Statement& statement) : statement_(statement) {}
    ~Rows() { statement_.tryReset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

private:
    SQLite::Statement& statement_;
};

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
          std::string("SELECT ") + delivery_columns + ", " + event_columns
              + " FROM deliveries d LEFT JOIN events e ON e.position = d.event" + of_a_delivery
      ),
      fetch_damaged_(
          database_,
          std::string("SELECT ") + delivery_columns
              + ", e.id FROM deliveries d JOIN events e ON e.position = d.event" + of_a_delivery
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
    for (const Position position : positions)
        if (auto delivery = fetch_one(handler, position)) found.push_back(std::move(*delivery));
    return found;
}

std::optional<Delivery> ReadStore::fetch_one(const std::string& handler, Position position) {
    const Rows rows(fetch_);
    fetch_.bindNoCopy(1, handler);
    bind_capped(fetch_, 2, position);
    try {
        if (!fetch_.executeStep()) return std::nullopt;
        auto stored = event_in(fetch_, count_of_delivery_columns);
        if (fetch_.isColumnNull(count_of_delivery_columns)) stored.damage = no_event;
        return delivery_in(fetch_, handler, position, std::move(stored));
    } catch (const SQLite::Exception& exception) {
        if (!is_damage(exception.getErrorCode())) throw;
        return fetch_damaged(handler, position, exception.what());
    }
}

std::optional<Delivery>
ReadStore::fetch_damaged(const std::string& handler, Position position, const std::string& damage) {
    const Rows rows(fetch_damaged_);
    fetch_damaged_.bindNoCopy(1, handler);
    bind_capped(fetch_damaged_, 2, position);
    if (!fetch_damaged_.executeStep()) return std::nullopt;
    StoredEvent stored{std::make_shared<Event>(), "its event cannot be read: " + damage};
    stored.event->id = EventId{digest_in(fetch_damaged_.getColumn(count_of_delivery_columns))};
    return delivery_in(fetch_damaged_, handler, position, std::move(stored));
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
