// The configuration file, checked and turned into the parts it describes.
#pragma once

#include "dispatch/dispatcher.hpp"
#include "dispatch/router.hpp"
#include "http/server.hpp"
#include "ingest/source.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "log/log.hpp"
#include "plugins/catalog.hpp"

#include <orderhook/handler.hpp>
#include <orderhook/settings.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderhook {

/// What may be said outside the file, so that an image needs no edited one. Options win over
/// environment variables, those over the file.
struct Overrides {
    std::optional<std::string> listen;       ///< --listen, ORDERHOOK_LISTEN
    std::optional<std::string> admin_listen; ///< --admin-listen, ORDERHOOK_ADMIN_LISTEN
    std::optional<std::string> journal;      ///< --journal-url, ORDERHOOK_JOURNAL
    std::optional<std::string> log_level;    ///< --log-level, ORDERHOOK_LOG_LEVEL

    /// Fills what is not set from the process's environment.
    void add_environment();
};

struct Configuration {
    http::ServerSettings server;
    http::ServerSettings admin;
    std::optional<Secret> admin_token; ///< opens the admin API; none: there is no API
    Duration shutdown_grace = std::chrono::seconds{25};
    SqliteSettings journal;
    log::Level log_level = log::Level::info;
    SourceTable sources;
    std::vector<std::filesystem::path> plugins; ///< loaded, in this order
    std::vector<HandlerSetup> handlers;
    std::vector<Route> routes;
    std::vector<std::string> warnings; ///< what works but is probably not meant
};

/// Reads and checks a whole configuration, and loads its plug-ins; it may name what is in `catalog`
/// and in them. Errors: misconfigured; the message is
/// `<file>: <key path>: expected …, got …`.
[[nodiscard]] Result<Configuration> load_configuration(
    const std::filesystem::path& file,
    const Overrides& overrides,
    Catalog catalog = Catalog()
);

/// The same for a table at hand; relative paths start at `surroundings.folder`.
[[nodiscard]] Result<Configuration> read_configuration(
    Setting::Table table,
    Settings::Surroundings surroundings,
    const Overrides& overrides,
    Catalog catalog = Catalog()
);

} // namespace orderhook
