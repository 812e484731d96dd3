// What goes into one commit.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"
#include "journal/sqlite/write_queue.hpp"

#include <cstddef>

namespace orderhook {

using WriteGroup = Operations;

/// What the event holds in memory, roughly.
[[nodiscard]] std::size_t bytes_of(const NewEvent& event);

[[nodiscard]] WriteGroup only(Operation operation);

/// What a commit of the group will have done.
[[nodiscard]] Commit count(const WriteGroup& group);

/// Tells who asked, on the loop.
void answer(Operation& operation);

} // namespace orderhook
