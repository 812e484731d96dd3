#include "journal/sqlite/position_counter.hpp"

#include "journal/sqlite/binding.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

PositionCounter::PositionCounter(SQLite::Database& database)
    : update_(database, "UPDATE meta SET value = ? WHERE key = 'last_position'"),
      reserved_(number_in(database.execAndGet("SELECT value FROM meta WHERE key = 'last_position'"))
      ),
      last_(reserved_) {}

void PositionCounter::store() {
    if (last_ <= reserved_) return;
    const Position reserved = last_ + block;
    update_.reset();
    bind_number(update_, 1, reserved);
    update_.exec();
    reserved_ = reserved;
}

} // namespace orderhook
