// The commands of the binary. Each returns the process's exit code: 0 done, 1 failed, 2 wrong use
// or configuration; errors go to standard error.
#pragma once

#include "app/configuration.hpp"
#include "plugins/catalog.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace orderhook {

inline constexpr int exit_done = 0;
inline constexpr int exit_failed = 1;
inline constexpr int exit_misconfigured = 2;

inline constexpr const char* default_config = "/etc/orderhook/orderhook.toml";

struct ServeOptions {
    std::filesystem::path config = default_config;
    Overrides overrides;
    Catalog catalog;
};
/// Runs the service until SIGTERM or SIGINT.
[[nodiscard]] int serve(const ServeOptions& options);

struct CheckOptions {
    std::filesystem::path config = default_config;
    Overrides overrides;
    Catalog catalog;
    bool journal = false;
};
/// Validates the configuration and prints what it serves; with `journal` checks that file's
/// integrity, which takes a minute for a few gigabytes.
[[nodiscard]] int check(const CheckOptions& options);

struct BackupOptions {
    std::filesystem::path config = default_config;
    Overrides overrides;
    Catalog catalog;
    std::filesystem::path target;
};
/// Copies the journal to a new file, while the service runs or not.
[[nodiscard]] int backup(const BackupOptions& options);

/// The provider of a command that needs no configuration.
struct ProviderChoice {
    std::string name;
    std::vector<std::filesystem::path> plugins; ///< where it may be found beside what is built in
    Catalog catalog;
};

struct DecodeOptions {
    ProviderChoice provider;
    std::string file = "-"; ///< `-` for standard input
};
/// Prints a body as its handlers see it.
[[nodiscard]] int decode(DecodeOptions options);

/// What a [[source]] says about its scheme.
struct SourceKeys {
    std::string scheme;               ///< empty for the vendor's default
    std::vector<std::string> further; ///< `key=value`, such as `header=X-Webhook-Token`
};

struct SignOptions {
    ProviderChoice provider;
    std::string secret;
    SourceKeys source;
    std::optional<std::int64_t> timestamp; ///< Unix seconds; now when absent
    std::string file = "-";
};
/// Prints the headers that authenticate a body.
[[nodiscard]] int sign(SignOptions options);

struct SendOptions {
    ProviderChoice provider;
    std::string secret;
    SourceKeys source;
    std::string event; ///< empty: one of every type
    std::string url;   ///< empty: this machine's port 8080 and the path that config/demo.toml uses
    std::uint32_t count = 1;
    double rate = 0; ///< events per second; 0 for as fast as they are answered
};
/// Posts signed sample events and prints each answer.
[[nodiscard]] int send(SendOptions options);

struct HealthcheckOptions {
    std::string
        url; ///< empty: /readyz on this machine, at the port of ORDERHOOK_ADMIN_LISTEN or 9090
};
/// Exit code 0 when the service of this machine is ready.
[[nodiscard]] int healthcheck(const HealthcheckOptions& options);

} // namespace orderhook
