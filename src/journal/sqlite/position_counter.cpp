#include "journal/sqlite/position_counter.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

PositionCounter::PositionCounter(SQLite::Database& database)
    : update_(database, "UPDATE meta SET value = ? WHERE key = 'last_position'"),
      last_(number_in(database.execAndGet("SELECT value FROM meta WHERE key = 'last_position'"))),
      stored_(last_) {}

void PositionCounter::store() {
    if (stored_ == last_) return;
    update_.reset();
    bind_number(update_, 1, last_);
    update_.exec();
    stored_ = last_;
}

} // namespace orderhook
