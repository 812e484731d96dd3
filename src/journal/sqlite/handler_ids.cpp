#include "journal/sqlite/handler_ids.hpp"

#include <SQLiteCpp/Database.h>

namespace orderhook {

HandlerIds::HandlerIds(SQLite::Database& database)
    : database_(database),
      insert_(database, "INSERT INTO handlers (name) VALUES (?)") {
    SQLite::Statement handlers(database, "SELECT id, name FROM handlers");
    while (handlers.executeStep())
        ids_.emplace(handlers.getColumn(1).getString(), handlers.getColumn(0).getInt64());
}

std::int64_t HandlerIds::of(const std::string& name) {
    if (const auto known = find(name)) return *known;
    insert_.reset();
    insert_.bindNoCopy(1, name);
    insert_.exec();
    const auto id = database_.getLastInsertRowid();
    ids_.emplace(name, id);
    return id;
}

std::optional<std::int64_t> HandlerIds::find(std::string_view name) const {
    const auto known = ids_.find(name);
    if (known == ids_.end()) return std::nullopt;
    return known->second;
}

} // namespace orderhook
