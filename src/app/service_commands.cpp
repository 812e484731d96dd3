// serve and check: the commands that read a whole configuration.
#include "app/app.hpp"
#include "app/commands.hpp"
#include "app/complaint.hpp"
#include "journal/sqlite/backup.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/integrity.hpp"

#include <orderhook/version.hpp>

#include <csignal>
#include <iostream>

namespace orderhook {

namespace {

void print(const Configuration& configuration) {
    std::cout << "listens on " << configuration.server.listen << ", admin on "
              << configuration.admin.listen << "\njournal " << configuration.journal.path.native()
              << '\n';
    for (const auto& plugin : configuration.plugins)
        std::cout << "plug-in " << plugin.native() << '\n';
    for (const Source& source : configuration.sources) {
        std::cout << "source " << source.name << ": POST " << source.path
                  << (source.provider->proof_in_path() ? "/<secret>" : "") << ", "
                  << source.provider->name() << (source.verifies ? "" : ", NOT VERIFIED") << '\n';
    }
    for (const HandlerSetup& setup : configuration.handlers) {
        std::cout << "handler " << setup.handler->name() << ": concurrency "
                  << setup.options.concurrency << ", " << setup.options.retry.max_attempts
                  << " attempts\n";
    }
    for (const Route& route : configuration.routes) {
        std::cout << "route " << route.events << " of ";
        for (const auto& name : route.sources)
            std::cout << name << ' ';
        std::cout << (route.sources.empty() ? "every source to" : "to");
        for (const auto& name : route.handlers)
            std::cout << ' ' << name;
        std::cout << '\n';
    }
}

} // namespace

int serve(const ServeOptions& options) {
    std::signal(SIGPIPE, SIG_IGN); // whoever writes to a peer that is gone learns it by an error
    auto overrides = options.overrides;
    overrides.add_environment();
    auto configuration = load_configuration(options.config, overrides, options.catalog);
    if (!configuration) return complain("serve", configuration.error());
    log::configure(configuration->log_level);
    log::info(
        "orderhook starts",
        {{"version", ORDERHOOK_VERSION}, {"config", options.config.native()}}
    );
    for (const auto& warning : configuration->warnings)
        log::warn(warning);

    auto app = App::create(std::move(*configuration));
    log::flush();
    if (!app) return complain("serve", app.error());
    if (const auto ran = (*app)->run(); !ran) return complain("serve", ran.error());
    return exit_done;
}

int check(const CheckOptions& options) {
    auto overrides = options.overrides;
    overrides.add_environment();
    const auto configuration = load_configuration(options.config, overrides, options.catalog);
    if (!configuration) return complain("check", configuration.error());
    print(*configuration);
    for (const auto& warning : configuration->warnings)
        std::cout << "warning: " << warning << '\n';
    if (const auto there = check_place(real_path(configuration->journal.path)); !there)
        return complain("check", there.error());
    if (!options.journal) return exit_done;

    if (const auto sound = check_integrity(configuration->journal.path); !sound)
        return complain("check", sound.error());
    std::cout << "journal: sound\n";
    return exit_done;
}

int backup(const BackupOptions& options) {
    auto overrides = options.overrides;
    overrides.add_environment();
    const auto configuration = load_configuration(options.config, overrides, options.catalog);
    if (!configuration) return complain("backup", configuration.error());
    const auto copied = back_up(configuration->journal.path, options.target);
    if (!copied) return complain("backup", copied.error());
    std::cout << configuration->journal.path.native() << " copied to " << options.target.native()
              << '\n';
    return exit_done;
}

} // namespace orderhook
