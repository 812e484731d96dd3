// What goes into one commit.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"
#include "journal/sqlite/write_queue.hpp"

#include <cstddef>
#include <vector>

namespace orderhook {

using WriteGroup = std::vector<Operation>;

/// What the event holds in memory, roughly.
[[nodiscard]] std::size_t bytes_of(const NewEvent& event);

[[nodiscard]] WriteGroup only(Operation operation);

/// Takes what does not outlast a failure out of the group.
[[nodiscard]] WriteGroup refusable_of(WriteGroup& group);

/// What a commit of the group will have done.
[[nodiscard]] Commit count(const WriteGroup& group);

/// Tells who asked, on the loop.
void answer(Operation& operation);

} // namespace orderhook
