// A whole look at a journal file.
#pragma once

#include <orderhook/result.hpp>

#include <filesystem>

namespace orderhook {

/// Reads every page and index of the file, which takes a minute for a few gigabytes, and looks
/// for deliveries whose event is gone. Safe beside a running service. Errors: not_found, and
/// internal with what is damaged first.
[[nodiscard]] Result<void> check_integrity(const std::filesystem::path& journal);

} // namespace orderhook
