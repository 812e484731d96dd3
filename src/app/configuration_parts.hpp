// The readers of the configuration's repeated sections.
#pragma once

#include "app/configuration.hpp"

#include <string>
#include <vector>

namespace orderhook {

/// The [[plugin]] sections: what is in the plug-ins joins the catalog.
[[nodiscard]] Result<std::vector<std::filesystem::path>>
read_plugins(Settings& file, Catalog& catalog);

/// The [[source]] sections with their providers.
[[nodiscard]] Result<SourceTable> read_sources(
    Settings& file,
    const Catalog& catalog,
    Duration dedupe_window,
    std::vector<std::string>& warnings
);

/// The [[handler]] sections with their handlers, none of which has started.
[[nodiscard]] Result<std::vector<HandlerSetup>>
read_handlers(Settings& file, const Catalog& catalog, std::vector<std::string>& warnings);

/// The [[route]] sections; every name in them is one of those given.
[[nodiscard]] Result<std::vector<Route>> read_routes(
    Settings& file,
    const SourceTable& sources,
    const std::vector<HandlerSetup>& handlers,
    std::vector<std::string>& warnings
);

} // namespace orderhook
