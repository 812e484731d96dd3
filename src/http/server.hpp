// A listening address and its connections.
#pragma once

#include "async/task_group.hpp"
#include "http/session.hpp"

#include <orderhook/result.hpp>

#include <functional>
#include <list>
#include <memory>

namespace orderhook::http {

/// On the loop only. Once started it must be drained before it is destroyed.
class Server {
public:
    /// Told how many connections are open whenever that changes.
    using ConnectionCount = std::function<void(std::size_t open)>;
    using Refused = SessionContext::Refused;

    /// Binds the address; connections wait in the system's queue until `start`. The handler and
    /// the clock outlive the server. Fails with unavailable:
    /// `server.listen: cannot bind 127.0.0.1:8080: address in use`.
    [[nodiscard]] static Result<std::unique_ptr<Server>> listen(
        boost::asio::io_context& context,
        ServerSettings settings,
        RequestHandler& handler,
        const Clock& clock,
        ConnectionCount connections = {},
        Refused refused = {}
    );

    void start();

    /// The port that was bound.
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Stops listening. Idle connections end now, the others behind the reply they are about to
    /// get.
    void stop();

    /// Stops and waits until all connections have ended. After `grace` they are cut; false when
    /// even then a call of the handler does not end, which leaves the process no clean way out.
    [[nodiscard]] boost::asio::awaitable<bool> drained(Duration grace);

private:
    using Acceptor = boost::asio::
        basic_socket_acceptor<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;
    using Timer = boost::asio::steady_timer;

    Server(
        Acceptor acceptor,
        ServerSettings settings,
        RequestHandler& handler,
        const Clock& clock,
        ConnectionCount connections,
        Refused refused
    );

    [[nodiscard]] boost::asio::awaitable<void> accept();
    [[nodiscard]] boost::asio::awaitable<void> wait_for_room();
    [[nodiscard]] boost::asio::awaitable<void> back_off(boost::system::error_code error);
    [[nodiscard]] boost::asio::awaitable<void> serve(std::list<Session>::iterator session);
    [[nodiscard]] boost::asio::awaitable<void> watch_deadlines();
    void admit(Socket socket);
    [[nodiscard]] bool is_full() const { return sessions_.size() >= settings_.max_connections; }
    void close_longest_idle();
    void count_connections();

    ServerSettings settings_;
    BodyMemory body_memory_;
    SessionContext session_context_;
    ConnectionCount connections_;
    Acceptor acceptor_;
    Timer room_; ///< cancelled when a connection has ended
    Timer tick_;
    std::uint16_t port_ = 0;
    std::list<Session> sessions_;
    TaskGroup tasks_;
    bool stopping_ = false;
    bool said_full_ = false;
    bool accept_failing_ = false;
};

} // namespace orderhook::http
