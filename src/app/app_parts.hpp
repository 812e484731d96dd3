// What a running Orderhook is made of.
#pragma once

#include "admin/admin_handler.hpp"
#include "app/app.hpp"
#include "async/asio_loop.hpp"
#include "async/signals.hpp"
#include "async/task_group.hpp"
#include "dispatch/dispatcher.hpp"
#include "http/server.hpp"
#include "ingest/receiver.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <memory>
#include <optional>

namespace orderhook {

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
    std::optional<bool> said_ready; ///< what the log was told last
    bool stuck = false; ///< a request, a handler or the disk did not end within the grace
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
    void watch_readiness();
    void react(int signal);
    void leave_at_once();
    void close_journal();
    [[nodiscard]] int exit_code() const;
    [[nodiscard]] boost::asio::awaitable<void> stop();
    [[nodiscard]] boost::asio::awaitable<std::size_t> stop_dispatcher(Dispatcher::Grace grace);
};

} // namespace orderhook
