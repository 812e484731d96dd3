// TOML as the configuration's own values.
#pragma once

#include <orderhook/settings.hpp>

#include <filesystem>

namespace orderhook {

/// Reads a TOML file. Errors: misconfigured, with the file, line and column.
[[nodiscard]] Result<Setting::Table> read_toml_file(const std::filesystem::path& file);

/// The same for text that is at hand.
[[nodiscard]] Result<Setting::Table> read_toml(std::string_view text, std::string_view file);

} // namespace orderhook
