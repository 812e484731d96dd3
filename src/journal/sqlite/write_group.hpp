// What goes into one commit.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"
#include "journal/sqlite/write_queue.hpp"
#include "journal/sqlite/write_store.hpp"

#include <cstddef>
#include <vector>

namespace orderhook {

/// What the event holds in memory, roughly, in bytes.
[[nodiscard]] std::size_t bytes_in_memory(const NewEvent& event);

[[nodiscard]] Operations only(Operation operation);

/// Does what is asked in one transaction of the store, with what is to be pruned beside it, and
/// adds what is owed now to `fresh`. It is on the disk when it returns what was done, without the
/// time it took. Throws SQLite::Exception: nothing was done then, or nobody knows.
[[nodiscard]] Commit
carry_out(Operations& group, WriteStore& store, Time now, std::vector<Delivery>& fresh);

/// Tells who asked, on the loop.
void answer(Operation& operation);

} // namespace orderhook
