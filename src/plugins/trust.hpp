// Whose code may run inside the service.
#pragma once

#include <orderhook/result.hpp>

#include <filesystem>

namespace orderhook {

/// The file itself, when only root and the user of this process can replace or change it: it is a
/// regular file, and neither it, nor a folder on the way to it, nor a symbolic link on that way
/// belongs to anybody else or is writable for a group or for all (folders with the sticky bit, such
/// as /tmp, may be). Errors: misconfigured; the message begins with the path of what is wrong and
/// says how to mend it.
[[nodiscard]] Result<std::filesystem::path> trusted_file(const std::filesystem::path& file);

} // namespace orderhook
