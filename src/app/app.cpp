#include "app/app.hpp"

#include "admin/admin_handler.hpp"
#include "async/asio_loop.hpp"
#include "async/await_callback.hpp"
#include "async/signals.hpp"
#include "async/task_group.hpp"
#include "ingest/receiver.hpp"
#include "journal/sqlite/file_system.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <memory>

namespace orderhook {

namespace {

constexpr std::chrono::milliseconds admin_grace{500};

std::chrono::milliseconds in_milliseconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

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
    if (is_network_or_overlay(file_system)) {
        log::warn(
            "the journal is not on a local disk of its own: events can be lost with it",
            {{"file", path.native()}, {"file_system", file_system}}
        );
    }
}

} // namespace

// In the order of their dependencies: each part may use those above it.
struct App::Parts {
    explicit Parts(Configuration read) : configuration(std::move(read)) {}

    Configuration configuration;
    boost::asio::io_context context{1};
    AsioLoop loop{context};
    SystemClock clock;
    Metrics metrics;
    Router router{configuration.routes};
    std::unique_ptr<JournalWithRecords> journal;
    std::shared_ptr<BlameFile> blame; // shared with threads that may be stuck in a call
    std::unique_ptr<Dispatcher> dispatcher;
    std::unique_ptr<Receiver> receiver;
    std::unique_ptr<admin::Api> api;
    std::unique_ptr<admin::AdminHandler> admin_handler;
    std::unique_ptr<http::Server> server;
    std::unique_ptr<http::Server> admin_server;
    std::unique_ptr<Signals> signals;
    TaskGroup tasks{context.get_executor()};
    bool started = false;
    bool stopping = false;
    bool ended = false;
    bool stuck = false; ///< a request or a handler did not end within the grace
    Result<void> outcome{};

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> open_journal();
    [[nodiscard]] std::filesystem::path blame_path() const;
    [[nodiscard]] admin::HandlerControl handler_control();
    void make_admin();
    [[nodiscard]] Result<std::unique_ptr<http::Server>>
    listen(const http::ServerSettings& settings, http::RequestHandler& handler);
    [[nodiscard]] Result<Decoded> decode(const Event& event);
    [[nodiscard]] Result<void> ready() const;

    void start();
    void serve();
    void react(int signal);
    void leave_at_once();
    [[nodiscard]] int exit_code() const;
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] boost::asio::awaitable<std::size_t> stop_dispatcher(Duration grace);
};

Result<void> App::Parts::open() {
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
    return {
        .status = [this] { return dispatcher->status(); },
        .set_paused =
            [this](const std::string& name, bool is_paused) {
                return is_paused ? dispatcher->pause(name) : dispatcher->resume(name);
            },
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
    std::error_code unknown;
    const bool is_new = !std::filesystem::exists(configuration.journal.path, unknown);
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

void App::Parts::start() {
    constexpr std::array numbers{SIGTERM, SIGINT, SIGUSR1};
    signals = std::make_unique<Signals>(context, numbers, [this](int number) { react(number); });
    admin_server->start();
    dispatcher->start([this](Result<void> loaded) {
        if (loaded) return serve();
        outcome = std::move(loaded);
        if (!stopping) react(SIGTERM);
    });
}

void App::Parts::serve() {
    if (stopping) return;
    server->start();
    started = true;
    if (const auto open = ready(); open)
        log::info("ready");
    else
        log::error("not ready", {{"reason", open.error().message}});
}

void App::Parts::react(int signal) {
    if (signal == SIGUSR1) {
        log::info("reopening files");
        return dispatcher->reopen();
    }
    if (stopping) return leave_at_once();
    stopping = true;
    log::info("stopping; a second signal skips the wait");
    tasks.spawn(stop());
}

void App::Parts::leave_at_once() {
    log::warn("leaving at once; what is unfinished goes on after the next start");
    journal->close();
    log::flush();
    blame->clear_slots();
    std::_Exit(exit_code());
}

int App::Parts::exit_code() const { return outcome ? EXIT_SUCCESS : EXIT_FAILURE; }

boost::asio::awaitable<void> App::Parts::stop() {
    const auto end = std::chrono::steady_clock::now() + configuration.shutdown_grace;
    // A request that is cut has no answer, so its vendor repeats it. Handlers work on meanwhile.
    const bool drained =
        co_await server->drained(in_milliseconds(configuration.shutdown_grace / 2));
    const auto left = end - std::chrono::steady_clock::now();
    const auto running = co_await stop_dispatcher(std::chrono::duration_cast<Duration>(left));
    stuck = !drained || running > 0;
    journal->close();
    (void)co_await admin_server->drained(admin_grace);
    signals->close();
    ended = true;
}

boost::asio::awaitable<std::size_t> App::Parts::stop_dispatcher(Duration grace) {
    const auto start = [this, grace](auto done) {
        dispatcher->stop(std::max(grace, Duration::zero()), std::move(done));
    };
    co_return co_await await_callback<std::size_t>(start);
}

App::App(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
App::~App() = default;

Result<std::unique_ptr<App>> App::create(Configuration configuration) {
    auto parts = std::make_unique<Parts>(std::move(configuration));
    if (auto opened = parts->open(); !opened) return failure(opened);
    return std::unique_ptr<App>(new App(std::move(parts)));
}

Result<void> App::run() {
    parts_->start();
    // Not until the loop has no work: it may hold timers that nobody waits for any more.
    while (!parts_->ended)
        parts_->context.run_one();
    parts_->context.poll();
    log::info("stopped");
    log::flush();
    // Under calls that never return nothing may be destroyed.
    if (parts_->stuck) std::_Exit(parts_->exit_code());
    return parts_->outcome;
}

} // namespace orderhook
