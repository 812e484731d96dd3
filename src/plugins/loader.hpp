// Shared objects with handlers and providers of one's own.
#pragma once

#include <orderhook/extensions.hpp>
#include <orderhook/plugin.hpp>

#include <filesystem>

namespace orderhook {

/// Loads a plug-in for the rest of the process and asks it what it has. Errors: misconfigured, when
/// the path is not absolute, it is no `trusted_file`, it cannot be loaded, is no plug-in, or was
/// built against other headers than these. The message begins with the path.
[[nodiscard]] Result<Extensions> load_plugin(const std::filesystem::path& file);

/// Nothing when `theirs` fits `ours`, else what is different, in words.
[[nodiscard]] Result<void> require_same_abi(const PluginAbi& theirs, const PluginAbi& ours);

} // namespace orderhook
