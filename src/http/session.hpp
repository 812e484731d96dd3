// One connection: its requests, one after another, and their replies.
#pragma once

#include "async/clock.hpp"
#include "http/body_memory.hpp"
#include "http/framing.hpp"
#include "http/input_buffer.hpp"
#include "http/reply_text.hpp"
#include "http/server_settings.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <functional>

namespace orderhook::http {

/// A socket with its executor's type known: cheaper than with any executor.
using Socket =
    boost::asio::basic_stream_socket<boost::asio::ip::tcp, boost::asio::io_context::executor_type>;

/// What the sessions of a listener share. Outlives them.
struct SessionContext {
    /// Told of each request that is answered here and never reaches the handler.
    using Refused = std::function<void(const Refusal& refusal)>;

    const ServerSettings& settings;
    RequestHandler& handler;
    const Clock& clock;
    BodyMemory& body_memory;
    Refused refused{}; ///< may be empty
};

/// On the loop only. Whoever owns the sessions calls `check_deadline` now and then: comparing two
/// times is cheaper than a timer for each operation.
class Session {
public:
    Session(Socket socket, const SessionContext& context);

    /// Serves the connection until it ends. Called once.
    [[nodiscard]] boost::asio::awaitable<void> run();

    /// Ends the operation that has taken too long by now.
    void check_deadline(std::chrono::steady_clock::time_point now);

    /// Ends the connection when it is idle, otherwise behind the reply to the current request.
    void finish();

    /// While it waits for a further request: until when it will.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> idle_until() const {
        return idle_ && served_any_ && !finishing_ ? std::optional(deadline_) : std::nullopt;
    }

    /// Closes the connection. A call of the handler that is under way still has to end.
    void abort();

private:
    template <class T> using Awaitable = boost::asio::awaitable<T>;
    using Problem = tl::unexpected<Refusal>;

    [[nodiscard]] Awaitable<void> serve_requests();
    [[nodiscard]] Awaitable<tl::expected<ParsedHead, Refusal>> receive_head();
    [[nodiscard]] Awaitable<tl::expected<std::string, Refusal>> receive_body(Framing framing);
    [[nodiscard]] Awaitable<tl::expected<std::string, Refusal>> receive_sized(std::uint64_t length);
    [[nodiscard]] Awaitable<tl::expected<std::string, Refusal>> receive_chunked();
    [[nodiscard]] Awaitable<void> serve(ParsedHead head);
    [[nodiscard]] Awaitable<void> send(const Reply& reply);
    [[nodiscard]] Awaitable<void> refuse(Refusal refusal);
    /// Returns what the socket does not take now; nothing when the connection is broken.
    [[nodiscard]] std::string_view write_at_once(std::string_view text);
    [[nodiscard]] Awaitable<void> write_rest(std::string_view text);
    [[nodiscard]] Awaitable<void> linger();

    [[nodiscard]] Refusal input_ended();
    void expire_after(Duration timeout);

    Socket socket_;
    const SessionContext& context_;
    std::string peer_;
    InputBuffer input_;
    std::string output_;
    BodyShare body_share_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    bool timed_out_ = false;
    bool idle_ = false; ///< waits for a request's first byte
    bool served_any_ = false;
    bool finishing_ = false;
    bool open_ = true;    ///< another request may follow
    bool broken_ = false; ///< nothing more can be sent
    bool http_1_0_ = false;
    bool head_only_ = false;
};

} // namespace orderhook::http
