// Whose code may run inside the service.
#pragma once

#include <orderhook/result.hpp>

#include <filesystem>

namespace orderhook {

/// Fails unless it is a regular file that only its owner may replace or change: neither it nor its
/// folder is writable for a group or for all. Symbolic links are followed. Errors: misconfigured;
/// the message begins with the path of what is wrong and says how to mend it.
[[nodiscard]] Result<void> require_trusted(const std::filesystem::path& file);

} // namespace orderhook
