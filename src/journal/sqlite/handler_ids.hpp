// The numbers that stand for handlers in the file.
#pragma once

#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// Belongs to the writer's connection. Every function throws SQLite::Exception.
class HandlerIds {
public:
    explicit HandlerIds(SQLite::Database& database);

    /// Gives it a number if it has none, in a transaction of the caller.
    [[nodiscard]] std::int64_t of(const std::string& name);

    [[nodiscard]] std::optional<std::int64_t> find(std::string_view name) const;

private:
    SQLite::Database& database_;
    SQLite::Statement insert_;
    std::map<std::string, std::int64_t, std::less<>> ids_;
};

} // namespace orderhook
