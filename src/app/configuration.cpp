#include "app/configuration.hpp"

#include "app/configuration_parts.hpp"
#include "app/read_settings.hpp"
#include "app/toml_file.hpp"
#include "async/clock.hpp"
#include "http/listen_address.hpp"

#include <algorithm>
#include <cstdlib>

namespace orderhook {

namespace {

constexpr std::size_t short_token = 16;
/// Half of what may wait for the journal, so that one body never fills it.
constexpr std::size_t most_body = std::size_t{32} << 20;
constexpr std::size_t most_header = std::size_t{1} << 20; // each connection may take as much

Result<void> read_listener(Settings& section, http::ServerSettings& listener) {
    return first_error({
        read_size(section, "max_body", listener.max_body),
        read_size(section, "max_header", listener.max_header),
        read_count(section, "max_connections", 1, 1'000'000, listener.max_connections),
        read_size(section, "max_buffered", listener.max_buffered),
        read(section, "header_timeout", listener.header_timeout),
        read(section, "body_timeout", listener.body_timeout),
        read(section, "idle_timeout", listener.idle_timeout),
        read(section, "write_timeout", listener.write_timeout),
    });
}

Result<void> check_address(const std::string& setting, const std::string& address) {
    if (http::parse_listen_address(address)) return {};
    return failure(
        Errc::misconfigured,
        setting
            + ": expected an IP address with a port, such as \"127.0.0.1:8080\" or"
              " \"[::1]:8080\", got \""
            + address + '"'
    );
}

/// What stands on the command line or in the environment goes before the file.
Result<void> read_address(
    Settings& section,
    const std::optional<std::string>& overriding,
    const std::string& names_of_overriding,
    http::ServerSettings& listener
) {
    if (auto listen = read(section, "listen", listener.listen); !listen) return listen;
    if (auto checked = check_address(listener.setting, listener.listen); !checked) return checked;
    if (!overriding) return {};
    listener.listen = *overriding;
    return check_address(names_of_overriding, listener.listen);
}

/// What cannot work together, or at all.
Result<void> check_listener(const Settings& section, const http::ServerSettings& listener) {
    if (listener.max_header < 1024 || listener.max_header > most_header)
        return section.wrong("max_header", "expected 1KiB to 1MiB");
    if (listener.max_body == 0) return section.wrong("max_body", "expected more than 0");
    if (listener.max_body > most_body) return section.wrong("max_body", "expected at most 32MiB");
    if (listener.max_body > listener.max_buffered)
        return section.wrong(
            "max_buffered",
            "expected at least max_body, " + std::to_string(listener.max_body) + ", got "
                + std::to_string(listener.max_buffered)
        );
    const std::pair<std::string_view, Duration> timeouts[] = {
        {"header_timeout", listener.header_timeout},
        {"body_timeout", listener.body_timeout},
        {"idle_timeout", listener.idle_timeout},
        {"write_timeout", listener.write_timeout},
    };
    for (const auto& [key, timeout] : timeouts)
        if (timeout < std::chrono::milliseconds{1} || timeout > std::chrono::hours{24})
            return section.wrong(key, "expected a duration from \"1ms\" to \"24h\"");
    return {};
}

Result<void> read_server(Settings& file, const Overrides& overrides, Configuration& into) {
    auto section = file.section("server");
    if (!section) return failure(section);
    into.server.name = "public";
    into.server.listen = "0.0.0.0:8080";
    auto read_all = first_error({
        read_address(*section, overrides.listen, "--listen or ORDERHOOK_LISTEN", into.server),
        read_listener(*section, into.server),
        read(*section, "shutdown_grace", into.shutdown_grace),
        section->finish(),
    });
    if (!read_all) return read_all;
    if (into.shutdown_grace < Duration::zero() || into.shutdown_grace > std::chrono::hours{24})
        return section->wrong("shutdown_grace", "expected at most \"24h\"");
    return check_listener(*section, into.server);
}

Result<void> read_admin(Settings& file, const Overrides& overrides, Configuration& into) {
    auto section = file.section("admin");
    if (!section) return failure(section);
    into.admin.name = "admin";
    into.admin.setting = "admin.listen";
    into.admin.listen = "127.0.0.1:9090";
    into.admin.max_connections = 64;
    auto address = read_address(
        *section,
        overrides.admin_listen,
        "--admin-listen or ORDERHOOK_ADMIN_LISTEN",
        into.admin
    );
    if (!address) return address;
    if (into.admin.listen == into.server.listen && !into.server.listen.ends_with(":0"))
        return section->wrong("listen", "expected another address than server.listen");
    auto token = section->find<Secret>("token");
    if (!token) return failure(token);
    if (*token && (*token)->text.size() < short_token)
        section->warn("token", "is short enough to be guessed: better 16 characters or more");
    into.admin_token = std::move(*token);
    if (auto rest = section->finish(); !rest) return rest;
    for (const auto& warning : section->warnings())
        into.warnings.push_back(warning);
    return check_listener(*section, into.admin);
}

Result<void> read_journal(
    Settings& file,
    const std::filesystem::path& folder,
    const Overrides& overrides,
    Configuration& into
) {
    auto section = file.section("journal");
    if (!section) return failure(section);
    std::string url = "sqlite:///var/lib/orderhook/orderhook.db";
    ByteSize min_free{into.journal.min_free};
    ByteSize max_size;
    ByteSize wal_size{into.journal.wal_size};
    auto& retention = into.journal.retention;
    auto read_all = first_error({
        read(*section, "url", url),
        read(*section, "dedupe_window", into.journal.dedupe_window),
        read(*section, "retention", retention.settled),
        read(*section, "dead_letter_retention", retention.dead_letters),
        read(*section, "quarantine_retention", retention.quarantined),
        read(*section, "max_size", max_size),
        read(*section, "min_free", min_free),
        read(*section, "wal_size", wal_size),
        section->finish(),
    });
    if (!read_all) return read_all;
    into.journal.min_free = min_free.bytes;
    if (wal_size < ByteSize{64u << 10} || wal_size > ByteSize{64u << 20})
        return section->wrong("wal_size", "expected \"64KiB\" to \"64MiB\"");
    into.journal.wal_size = wal_size.bytes;
    retention.max_size = max_size.bytes;
    const std::pair<std::string_view, Duration> kept[] = {
        {"retention", retention.settled},
        {"dead_letter_retention", retention.dead_letters},
        {"quarantine_retention", retention.quarantined},
    };
    for (const auto& [key, time] : kept)
        if (time < std::chrono::hours{1}) return section->wrong(key, "expected at least \"1h\"");
    if (into.journal.dedupe_window < std::chrono::hours{1})
        return section->wrong("dedupe_window", "expected at least \"1h\"");
    if (overrides.journal) url = *overrides.journal;

    constexpr std::string_view scheme = "sqlite://";
    if (!url.starts_with(scheme) || url.size() == scheme.size())
        return section->wrong("url", "expected sqlite://<path>, got \"" + url + '"');
    into.journal.path = (folder / url.substr(scheme.size())).lexically_normal();
    return {};
}

Result<void> read_log(Settings& file, const Overrides& overrides, Configuration& into) {
    auto section = file.section("log");
    if (!section) return failure(section);
    std::string level = "info";
    auto read_all = first_error({read(*section, "level", level), section->finish()});
    if (!read_all) return read_all;
    if (overrides.log_level) level = *overrides.log_level;
    using enum log::Level;
    const std::pair<std::string_view, log::Level> levels[] =
        {{"debug", debug}, {"info", info}, {"warn", warn}, {"error", error}};
    const auto found =
        std::ranges::find(levels, level, &std::pair<std::string_view, log::Level>::first);
    if (found == std::end(levels))
        return section->wrong("level", "expected debug, info, warn or error, got \"" + level + '"');
    into.log_level = found->second;
    return {};
}

std::optional<std::string> environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

void fill_from_environment(std::optional<std::string>& place, const char* name) {
    // Compose files pass `${NAME:-}` on as an empty text.
    if (!place) place = environment_variable(name);
    if (place && place->empty()) place.reset();
}

} // namespace

void Overrides::add_environment() {
    fill_from_environment(listen, "ORDERHOOK_LISTEN");
    fill_from_environment(admin_listen, "ORDERHOOK_ADMIN_LISTEN");
    fill_from_environment(journal, "ORDERHOOK_JOURNAL");
    fill_from_environment(log_level, "ORDERHOOK_LOG_LEVEL");
}

Result<Configuration> read_configuration(
    Setting::Table table,
    Settings::Surroundings surroundings,
    const Overrides& overrides,
    Catalog catalog
) {
    const auto folder = surroundings.folder;
    Settings file("", std::move(table), std::move(surroundings));
    Configuration read;
    auto plain_sections = first_error({
        read_server(file, overrides, read),
        read_admin(file, overrides, read),
        read_journal(file, folder, overrides, read),
        read_log(file, overrides, read),
    });
    if (!plain_sections) return failure(plain_sections);

    auto plugins = read_plugins(file, catalog);
    if (!plugins) return failure(plugins);
    read.plugins = std::move(*plugins);
    auto sources = read_sources(file, catalog, read.journal.dedupe_window, read.warnings);
    if (!sources) return failure(sources);
    read.sources = std::move(*sources);
    auto handlers = read_handlers(file, catalog, read.warnings);
    if (!handlers) return failure(handlers);
    read.handlers = std::move(*handlers);
    auto routes = read_routes(file, read.sources, read.handlers, read.warnings);
    if (!routes) return failure(routes);
    read.routes = std::move(*routes);

    if (auto rest = file.finish(); !rest) return failure(rest);
    return read;
}

Result<Configuration>
load_configuration(const std::filesystem::path& file, const Overrides& overrides, Catalog catalog) {
    auto table = read_toml_file(file);
    if (!table) return failure(table);
    const auto folder = std::filesystem::absolute(file).parent_path();
    auto read = read_configuration(
        std::move(*table),
        {folder, environment_variable, SystemClock{}.now()},
        overrides,
        std::move(catalog)
    );
    if (!read) return failure(read.error().code, file.string() + ": " + read.error().message);
    return read;
}

} // namespace orderhook
