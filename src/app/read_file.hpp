// Whole files as text.
#pragma once

#include <orderhook/result.hpp>

#include <filesystem>
#include <string>

namespace orderhook {

/// The bytes of a file. Errors: not_found, `<file>: cannot be read: <why>`.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& file);

} // namespace orderhook
