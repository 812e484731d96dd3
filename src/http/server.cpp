#include "http/server.hpp"

#include "async/token.hpp"
#include "http/listen_address.hpp"
#include "log/log.hpp"

#include <algorithm>
#include <cctype>

namespace orderhook::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr milliseconds accept_back_off{100};
constexpr std::chrono::seconds cut_grace{1};

Duration tick_of(const ServerSettings& settings) {
    const auto shortest = std::min(
        {settings.header_timeout,
         settings.body_timeout,
         settings.idle_timeout,
         settings.write_timeout}
    );
    return std::clamp<Duration>(shortest / 4, milliseconds{1}, milliseconds{1000});
}

std::string text_of(boost::system::error_code error) {
    if (error == asio::error::address_in_use) return "address in use";
    auto text = error.message();
    if (!text.empty()) text[0] = static_cast<char>(std::tolower(text[0]));
    return text;
}

template <class Acceptor>
boost::system::error_code open(Acceptor& acceptor, const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    return error;
}

} // namespace

Result<std::unique_ptr<Server>> Server::listen(
    asio::io_context& context,
    ServerSettings settings,
    RequestHandler& handler,
    const Clock& clock,
    ConnectionCount connections,
    Refused refused
) {
    const auto endpoint = parse_listen_address(settings.listen);
    if (!endpoint)
        return failure(
            Errc::misconfigured,
            settings.setting + ": expected address:port, got \"" + settings.listen + "\""
        );
    Acceptor acceptor(context.get_executor());
    if (const auto error = open(acceptor, *endpoint))
        return failure(
            Errc::unavailable,
            settings.setting + ": cannot bind " + settings.listen + ": " + text_of(error)
        );
    return std::unique_ptr<Server>(new Server(
        std::move(acceptor),
        std::move(settings),
        handler,
        clock,
        std::move(connections),
        std::move(refused)
    ));
}

Server::Server(
    Acceptor acceptor,
    ServerSettings settings,
    RequestHandler& handler,
    const Clock& clock,
    ConnectionCount connections,
    Refused refused
)
    : settings_(std::move(settings)),
      body_memory_(settings_.max_buffered),
      session_context_{settings_, handler, clock, body_memory_, std::move(refused)},
      connections_(std::move(connections)),
      acceptor_(std::move(acceptor)),
      room_(acceptor_.get_executor(), steady_clock::time_point::max()),
      tick_(acceptor_.get_executor()),
      port_(acceptor_.local_endpoint().port()),
      tasks_(acceptor_.get_executor()) {}

void Server::start() {
    tasks_.spawn(accept());
    tasks_.spawn(watch_deadlines());
}

void Server::stop() {
    if (stopping_) return;
    stopping_ = true;
    boost::system::error_code ignored; // nobody can connect any more either way
    acceptor_.close(ignored);
    room_.cancel();
    tick_.cancel();
    for (auto& session : sessions_)
        session.finish();
}

asio::awaitable<bool> Server::drained(Duration grace) {
    stop();
    if (co_await tasks_.join(grace)) co_return true;
    for (auto& session : sessions_)
        session.abort();
    tasks_.emit(asio::cancellation_type::terminal);
    co_return co_await tasks_.join(cut_grace);
}

asio::awaitable<void> Server::accept() {
    while (!stopping_) {
        if (is_full()) {
            co_await wait_for_room();
            continue;
        }
        auto [error, socket] = co_await acceptor_.async_accept(tuple);
        if (stopping_) break;
        if (!error)
            admit(std::move(socket));
        else if (error != asio::error::connection_aborted)
            co_await back_off(error);
    }
}

asio::awaitable<void> Server::wait_for_room() {
    if (!said_full_)
        log::warn(
            "all connections are taken",
            {{"listener", settings_.name},
             {"connections", static_cast<std::uint64_t>(settings_.max_connections)}}
        );
    said_full_ = true;
    close_longest_idle();
    room_.expires_at(steady_clock::time_point::max());
    co_await room_.async_wait(tuple);
}

// Or clients that keep connections for later would keep all others out.
void Server::close_longest_idle() {
    Session* longest = nullptr;
    for (auto& session : sessions_)
        if (session.idle_until() && (!longest || session.idle_until() < longest->idle_until()))
            longest = &session;
    if (longest != nullptr) longest->finish();
}

// Without it a process out of file descriptors would do nothing but fail to accept.
asio::awaitable<void> Server::back_off(boost::system::error_code error) {
    if (!accept_failing_)
        log::error(
            "cannot accept connections",
            {{"listener", settings_.name}, {"error", text_of(error)}}
        );
    accept_failing_ = true;
    room_.expires_after(accept_back_off);
    co_await room_.async_wait(tuple);
}

void Server::admit(Socket socket) {
    accept_failing_ = false;
    boost::system::error_code ignored; // a connection already reset ends at its first read
    socket.set_option(tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    sessions_.emplace_back(std::move(socket), session_context_);
    count_connections();
    tasks_.spawn(serve(std::prev(sessions_.end())));
}

asio::awaitable<void> Server::serve(std::list<Session>::iterator session) {
    co_await session->run();
    sessions_.erase(session);
    count_connections();
    if (sessions_.size() < settings_.max_connections / 2) said_full_ = false;
    room_.cancel();
    if (stopping_) tick_.cancel();
}

asio::awaitable<void> Server::watch_deadlines() {
    const auto tick = tick_of(settings_);
    while (!stopping_ || !sessions_.empty()) {
        tick_.expires_after(tick);
        co_await tick_.async_wait(tuple);
        const auto now = steady_clock::now();
        for (auto& session : sessions_)
            session.check_deadline(now);
        if (is_full()) close_longest_idle();
    }
}

void Server::count_connections() {
    if (connections_) connections_(sessions_.size());
}

} // namespace orderhook::http
