// How the parts are made and connected.
#include "app/app_parts.hpp"

#include "app/open_files.hpp"
#include "journal/sqlite/file_system.hpp"

namespace orderhook {

namespace {

/// The address with the port that was bound, which may have been left to the system.
std::string bound_address(const http::ServerSettings& settings, std::uint16_t port) {
    return settings.listen.substr(0, settings.listen.rfind(':') + 1) + std::to_string(port);
}

// A new one where an old one was expected means a lost volume or a mistyped path.
void say_where_the_journal_is(const std::filesystem::path& path, bool is_new) {
    const auto file_system = file_system_of(path);
    log::info(
        is_new ? "journal created" : "journal open",
        {{"file", path.native()}, {"file_system", file_system}}
    );
    if (may_lose_files(file_system)) {
        log::warn(
            "the journal is not on a local disk of its own: events can be lost with it",
            {{"file", path.native()}, {"file_system", file_system}}
        );
    }
}

// A process without files left can take no connection, the operator's neither.
void make_room_for_connections(const Configuration& configuration) {
    constexpr std::uint64_t others = 256; // the journal's, and what handlers open
    const std::uint64_t wanted =
        configuration.server.max_connections + configuration.admin.max_connections + others;
    const auto limit = raise_open_files(wanted);
    if (limit >= wanted) return;
    log::warn(
        "fewer files may be open than server.max_connections needs: raise the limit (ulimit -n,"
        " LimitNOFILE) or lower the key",
        {{"limit", limit}, {"needed", wanted}}
    );
}

} // namespace

Result<void> App::Parts::open() {
    make_room_for_connections(configuration);
    if (auto opened = open_journal(); !opened) return opened;
    auto opened_blame = BlameFile::open(blame_path(), staff_of(configuration.handlers));
    if (!opened_blame) return failure(opened_blame);
    blame = std::move(*opened_blame);
    dispatcher = std::make_unique<Dispatcher>(
        loop,
        *journal,
        clock,
        metrics,
        [this](const Event& event) { return decode(event); },
        std::move(configuration.handlers),
        blame
    );
    for (const Source& source : configuration.sources)
        metrics.expect_source(source.name);
    for (const HandlerStatus& status : dispatcher->status())
        metrics.expect_handler(status.name);
    const auto is_ready = [this] { return ready(); };
    receiver = std::make_unique<Receiver>(
        configuration.sources,
        router,
        *journal,
        metrics,
        clock,
        is_ready
    );
    make_admin();
    auto opened = listen(configuration.server, *receiver);
    if (!opened) return failure(opened);
    server = std::move(*opened);
    opened = listen(configuration.admin, *admin_handler);
    if (!opened) return failure(opened);
    admin_server = std::move(*opened);
    return {};
}

admin::HandlerControl App::Parts::handler_control() {
    std::vector<std::string> names;
    for (const HandlerStatus& status : dispatcher->status())
        names.push_back(status.name);
    const auto set_paused = [this](const std::string& name, bool is_paused, auto answer) {
        dispatcher->set_paused(name, is_paused, std::move(answer));
    };
    return {
        .names = std::move(names),
        .status = [this] { return dispatcher->status(); },
        .set_paused = set_paused,
        .recount = [this] { dispatcher->recount(); },
    };
}

void App::Parts::make_admin() {
    api = std::make_unique<admin::Api>(
        admin::Api::Parts{*journal, configuration.sources, router, handler_control()}
    );
    std::optional<admin::ApiAccess> access;
    if (configuration.admin_token)
        access.emplace(admin::ApiAccess{*configuration.admin_token, *api, clock});
    admin_handler = std::make_unique<admin::AdminHandler>(
        [this] { return ready(); },
        [this] { return metrics.to_text(); },
        std::move(access)
    );
}

Result<void> App::Parts::open_journal() {
    const auto observe = [this](const Commit& commit) {
        metrics.commit(commit.events, commit.settlements, commit.took);
        metrics.pruned(commit.pruned.events);
        if (commit.pruned.dead_letters > 0) loop.post([this] { dispatcher->recount(); });
    };
    const bool is_new = size_of(configuration.journal.path) == 0;
    auto opened = open_sqlite_journal(configuration.journal, loop, clock, observe);
    if (!opened) return failure(opened);
    journal = std::move(*opened);
    say_where_the_journal_is(configuration.journal.path, is_new);
    journal->on_committed([this](const std::vector<Delivery>& deliveries) {
        dispatcher->committed(deliveries);
    });
    return {};
}

std::filesystem::path App::Parts::blame_path() const {
    auto path = configuration.journal.path;
    return path += ".blame";
}

Result<std::unique_ptr<http::Server>>
App::Parts::listen(const http::ServerSettings& settings, http::RequestHandler& handler) {
    const auto count = [this, name = settings.name](std::size_t open) {
        metrics.connections(name, open);
    };
    const auto refused = [this, name = settings.name](const http::Refusal& refusal) {
        metrics.refused(name, refusal.status);
        log::debug("request refused", {{"listener", name}, {"reason", refusal.reason}});
    };
    auto opened = http::Server::listen(context, settings, handler, clock, count, refused);
    if (opened) {
        log::info(
            "listening",
            {{"listener", settings.name}, {"address", bound_address(settings, (*opened)->port())}}
        );
    }
    return opened;
}

// A source may have another name by now, or be gone: any of the same vendor decodes alike.
Result<Decoded> App::Parts::decode(const Event& event) {
    const Provider* provider = configuration.sources.find_provider(event.provider);
    if (provider == nullptr)
        return failure(
            Errc::misconfigured,
            "no source has the provider " + event.provider + " any more, so nothing can decode it"
        );
    auto decoded = provider->decode(event.envelope, event.body);
    if (decoded && !decoded->drift.empty()) metrics.drift(event.source, decoded->drift.size());
    return decoded;
}

Result<void> App::Parts::ready() const {
    if (stopping) return failure(Errc::unavailable, "stopping");
    if (!started) return failure(Errc::unavailable, "starting");
    return journal->ready();
}

} // namespace orderhook
