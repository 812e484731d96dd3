// The positions that were given.
#pragma once

#include "journal/journal.hpp"

#include <SQLiteCpp/Statement.h>

namespace orderhook {

/// Counts on its own, since the delivery with the highest position may be gone. Belongs to the
/// writer's connection. Every function throws SQLite::Exception.
class PositionCounter {
public:
    explicit PositionCounter(SQLite::Database& database);

    /// The highest that was ever given.
    [[nodiscard]] Position last() const noexcept { return last_; }
    [[nodiscard]] Position next() noexcept { return ++last_; }

    /// Writes what was given since; last in each transaction.
    void store();

private:
    SQLite::Statement update_;
    Position last_ = 0;
    Position stored_ = 0;
};

} // namespace orderhook
