#include "app/commands.hpp"
#include "app/operate_command_line.hpp"

#include <orderhook/server.hpp>
#include <orderhook/version.hpp>

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>

namespace orderhook {

namespace {

constexpr std::int64_t last_second = 253'402'300'799; // of the year 9999

void add_configuration(CLI::App& command, std::filesystem::path& config, Overrides& overrides) {
    command.add_option("-c,--config", config, "Configuration file")
        ->envname("ORDERHOOK_CONFIG")
        ->capture_default_str();
    command.add_option("--listen", overrides.listen, "Address for the vendors, 0.0.0.0:8080");
    command.add_option(
        "--admin-listen",
        overrides.admin_listen,
        "Address for the operator, 127.0.0.1:9090"
    );
    command.add_option("--journal-url", overrides.journal, "Journal, sqlite://PATH");
    command.add_option("--log-level", overrides.log_level, "debug, info, warn or error");
}

void add_provider(CLI::App& command, ProviderChoice& provider) {
    command.add_option("-p,--provider", provider.name, "The vendor")->required();
    command.add_option("--plugin", provider.plugins, "A plug-in that may bring it")
        ->allow_extra_args(false);
}

void add_body(CLI::App& command, ProviderChoice& provider, std::string& file) {
    add_provider(command, provider);
    command.add_option("file", file, "File with the body, - for standard input")
        ->capture_default_str();
}

void add_source_keys(CLI::App& command, SourceKeys& source) {
    command.add_option("--scheme", source.scheme, "The vendor's scheme, where it has several");
    command.add_option("--key", source.further, "A further key of the source, header=X-Name")
        ->allow_extra_args(false);
}

void add_serve(CLI::App& app, ServeOptions& options) {
    auto* command = app.add_subcommand("serve", "Receive events and run the handlers");
    add_configuration(*command, options.config, options.overrides);
}

void add_check(CLI::App& app, CheckOptions& options) {
    auto* command =
        app.add_subcommand("check", "Validate the configuration and print what it serves");
    add_configuration(*command, options.config, options.overrides);
    command->add_flag("--journal", options.journal, "Also read the whole journal and check it");
}

void add_backup(CLI::App& app, BackupOptions& options) {
    auto* command = app.add_subcommand("backup", "Copy the journal, while it is written or not");
    add_configuration(*command, options.config, options.overrides);
    command->add_option("target", options.target, "The new file")->required();
}

void add_decode(CLI::App& app, DecodeOptions& options) {
    auto* command = app.add_subcommand("decode", "Print a body as handlers see it");
    add_body(*command, options.provider, options.file);
}

void add_sign(CLI::App& app, SignOptions& options) {
    auto* command = app.add_subcommand("sign", "Print the headers that authenticate a body");
    add_body(*command, options.provider, options.file);
    command->add_option("-s,--secret", options.secret, "The secret shared with the vendor")
        ->required();
    add_source_keys(*command, options.source);
    command->add_option("--timestamp", options.timestamp, "Unix seconds to sign for instead of now")
        ->check(CLI::Range(std::int64_t{0}, last_second));
}

void add_send(CLI::App& app, SendOptions& options) {
    auto* command = app.add_subcommand("send", "Post signed sample events");
    add_provider(*command, options.provider);
    command->add_option("-s,--secret", options.secret, "The secret shared with the vendor")
        ->required();
    add_source_keys(*command, options.source);
    command->add_option("-e,--event", options.event, "One event type; one of each when absent");
    command
        ->add_option("-u,--url", options.url, "http://127.0.0.1:8080/hooks/PROVIDER when absent");
    command->add_option("-n,--count", options.count, "How many times")
        ->check(CLI::Range(1u, 1'000'000'000u))
        ->capture_default_str();
    command->add_option("-r,--rate", options.rate, "Events per second, 0 for as fast as answered")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

void add_healthcheck(CLI::App& app, HealthcheckOptions& options) {
    auto* command = app.add_subcommand("healthcheck", "Exit with 0 when the service is ready");
    command->add_option(
        "-u,--url",
        options.url,
        "Readiness, http://127.0.0.1:9090/readyz when absent"
    );
}

int parse_and_run(int count, const char* const* arguments, const Catalog& catalog) {
    CLI::App app{
        "Orderhook receives webhooks of order events, keeps them, and runs your handlers."};
    app.require_subcommand(1);
    app.set_version_flag("--version", "orderhook " ORDERHOOK_VERSION);

    ServeOptions serve_options;
    CheckOptions check_options;
    BackupOptions backup_options;
    DecodeOptions decode_options;
    SignOptions sign_options;
    SendOptions send_options;
    HealthcheckOptions healthcheck_options;
    for (Catalog* place :
         {&serve_options.catalog,
          &check_options.catalog,
          &backup_options.catalog,
          &decode_options.provider.catalog,
          &sign_options.provider.catalog,
          &send_options.provider.catalog})
        *place = catalog;
    add_serve(app, serve_options);
    add_check(app, check_options);
    add_backup(app, backup_options);
    add_decode(app, decode_options);
    add_sign(app, sign_options);
    add_send(app, send_options);
    add_healthcheck(app, healthcheck_options);

    int code = exit_done;
    add_operate_commands(app, code);
    try {
        app.parse(count, arguments);
    } catch (const CLI::ParseError& problem) {
        return app.exit(problem) == 0 ? exit_done : exit_misconfigured;
    }
    if (app.got_subcommand("serve")) return serve(serve_options);
    if (app.got_subcommand("check")) return check(check_options);
    if (app.got_subcommand("backup")) return backup(backup_options);
    if (app.got_subcommand("decode")) return decode(decode_options);
    if (app.got_subcommand("sign")) return sign(sign_options);
    if (app.got_subcommand("send")) return send(send_options);
    if (app.got_subcommand("healthcheck")) return healthcheck(healthcheck_options);
    return code;
}

} // namespace

int run(int count, const char* const* arguments, const Extensions& own) noexcept {
    try {
        Catalog catalog;
        if (const auto added = catalog.add(own); !added) {
            std::cerr << "orderhook: " << added.error().message << '\n';
            return exit_misconfigured;
        }
        return parse_and_run(count, arguments, catalog);
    } catch (const std::exception& problem) {
        std::cerr << "orderhook: " << problem.what() << '\n';
    } catch (...) {
        std::cerr << "orderhook: unknown exception\n";
    }
    return exit_failed;
}

} // namespace orderhook
