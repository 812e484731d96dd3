// A copy of the journal that can be opened as one.
#pragma once

#include <orderhook/result.hpp>

#include <filesystem>

namespace orderhook {

/// Writes the state of one moment to a new file, which is on the disk when it returns; nothing has
/// that name before. Safe beside a running service, whose WAL grows for as long. Needs the space of
/// the events once more, beside the target. Errors: not_found; conflict when the target exists;
/// misconfigured and unavailable with what to do.
[[nodiscard]] Result<void>
back_up(const std::filesystem::path& journal, const std::filesystem::path& target);

} // namespace orderhook
