#include "journal/sqlite/note_dead_lanes.hpp"

#include "journal/journal.hpp"
#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <string>
#include <utility>
#include <vector>

namespace orderhook {

namespace {

struct Noted {
    std::int64_t number = 0; // of the dead letter
    Lane lane = 0;
};

std::vector<Noted> lanes_of_the_dead(SQLite::Database& database) {
    SQLite::Statement rows(
        database,
        "SELECT d.number, e.source, e.tenant, e.order_key"
        " FROM dead_letters d JOIN events e ON e.position = d.event"
    );
    std::vector<Noted> found;
    while (rows.executeStep()) {
        Envelope envelope;
        envelope.tenant = rows.getColumn(2).getString();
        envelope.order_key = rows.getColumn(3).getString();
        found.push_back(
            {rows.getColumn(0).getInt64(), lane_of(rows.getColumn(1).getString(), envelope)}
        );
    }
    return found;
}

} // namespace

void note_dead_lanes(SQLite::Database& database) {
    SQLite::Statement note(database, "UPDATE dead_letters SET lane = ?2 WHERE number = ?1");
    for (const auto& [number, lane] : lanes_of_the_dead(database)) {
        note.reset();
        note.bind(1, number);
        bind_number(note, 2, lane);
        note.exec();
    }
}

} // namespace orderhook
