// How the service starts, runs and ends.
#include "app/app.hpp"

#include "app/app_parts.hpp"
#include "async/await_callback.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>

namespace orderhook {

namespace {

constexpr std::chrono::milliseconds admin_grace{500};
constexpr Duration readiness_is_watched_every = std::chrono::seconds{1};

std::chrono::milliseconds in_milliseconds(Duration duration) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(duration);
}

} // namespace

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
    watch_readiness();
}

// What makes it turn events away is said when it begins and when it ends, not with each event.
void App::Parts::watch_readiness() {
    if (stopping) return;
    const auto now = ready();
    metrics.ready(now.has_value());
    const bool is_first = !said_ready;
    if (is_first || now.has_value() != *said_ready) {
        if (now)
            log::info(is_first ? "ready" : "ready again");
        else
            log::error("not ready", {{"reason", now.error().message}});
    }
    said_ready = now.has_value();
    loop.after(readiness_is_watched_every, [this] { watch_readiness(); });
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
    close_journal();
    log::flush();
    blame->end_in_order();
    std::quick_exit(exit_code());
}

// Closing waits for the writer, and that for the disk.
void App::Parts::close_journal() {
    if (!journal->is_stuck()) return journal->close();
    log::error("the disk does not answer: the journal is left as it is, which loses nothing");
    stuck = true;
}

int App::Parts::exit_code() const { return outcome ? EXIT_SUCCESS : EXIT_FAILURE; }

boost::asio::awaitable<void> App::Parts::stop() {
    // The last quarter is for handlers that were asked to stop.
    const Duration to_stop = configuration.shutdown_grace / 4;
    const auto asked_at = std::chrono::steady_clock::now() + configuration.shutdown_grace - to_stop;
    // A request that is cut has no answer, so its vendor repeats it. Handlers work on meanwhile.
    const bool drained =
        co_await server->drained(in_milliseconds(configuration.shutdown_grace / 2));
    const auto left =
        std::chrono::duration_cast<Duration>(asked_at - std::chrono::steady_clock::now());
    const Dispatcher::Grace grace{std::max(left, Duration::zero()), to_stop};
    const auto running = co_await stop_dispatcher(grace);
    stuck = !drained || running > 0;
    close_journal();
    (void)co_await admin_server->drained(admin_grace);
    signals->close();
    ended = true;
}

boost::asio::awaitable<std::size_t> App::Parts::stop_dispatcher(Dispatcher::Grace grace) {
    const auto start = [this, grace](auto done) { dispatcher->stop(grace, std::move(done)); };
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
    try {
        while (!parts_->ended)
            parts_->context.run_one();
        parts_->context.poll();
    } catch (const std::exception& problem) {
        // Nothing is destroyed under what still runs; the next start goes on where this one was.
        log::error("internal error", {{"what", problem.what()}});
        log::flush();
        std::quick_exit(EXIT_FAILURE);
    }
    log::info("stopped");
    log::flush();
    // Under calls that never return nothing may be destroyed; what handlers started must still end.
    if (parts_->stuck) std::quick_exit(parts_->exit_code());
    return parts_->outcome;
}

} // namespace orderhook
