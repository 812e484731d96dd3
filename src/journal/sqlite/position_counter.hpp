// The positions that were given.
#pragma once

#include "journal/journal.hpp"

#include <SQLiteCpp/Statement.h>

namespace orderhook {

/// Counts on its own, since the delivery with the highest position may be gone. The file says how
/// far positions are reserved, which it seldom has to: the first one after a start is behind all
/// that were. Belongs to the writer's connection. Every function throws SQLite::Exception.
class PositionCounter {
public:
    explicit PositionCounter(SQLite::Database& database);

    /// None above it was ever given.
    [[nodiscard]] Position last() const noexcept { return last_; }
    [[nodiscard]] Position next() noexcept { return ++last_; }

    /// Reserves what was given since; last in each transaction.
    void store();

private:
    static constexpr Position block = 1'024;

    SQLite::Statement update_;
    Position reserved_ = 0;
    Position last_ = 0;
};

} // namespace orderhook
