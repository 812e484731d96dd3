#include "http/session.hpp"

#include "async/token.hpp"
#include "http/chunk_decoder.hpp"
#include "http/head_parser.hpp"
#include "http/status.hpp"
#include "log/log.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>

namespace orderhook::http {

namespace asio = boost::asio;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t read_step = std::size_t{16} << 10;
constexpr std::size_t kept_output = std::size_t{64} << 10;
constexpr std::size_t max_discarded = std::size_t{1} << 20;
constexpr std::chrono::seconds max_linger{2};
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

constexpr Refusal target_too_long{414, "target too long"};
constexpr Refusal head_too_large{431, "head too large"};
constexpr Refusal internal_failure{500, "internal"};
constexpr Refusal no_memory{503, "too many bodies at once"};
constexpr Refusal body_too_large{413, "body too large"};
constexpr Refusal too_slow{408, "timeout"};

std::string peer_of(const Socket& socket) {
    boost::system::error_code error;
    const auto endpoint = socket.remote_endpoint(error);
    return error ? std::string{} : endpoint.address().to_string();
}

/// As resize(), which alone may take twice the memory: bodies are counted by their sizes.
void grow(std::string& text, std::size_t size) {
    std::string grown;
    grown.reserve(size);
    grown += text;
    grown.resize(size);
    text = std::move(grown);
}

using HeadResult = tl::expected<ParsedHead, Refusal>;

/// Nothing while the head is incomplete.
std::optional<HeadResult> take_head(HeadScanner& scanner, InputBuffer& input, std::size_t limit) {
    const auto size = scanner.scan(input.bytes());
    if (!size) return tl::unexpected<Refusal>(size.error());
    if (*size > 0) {
        auto head = parse_head(input.bytes().substr(0, *size));
        input.consume(*size);
        return head;
    }
    if (input.bytes().size() < limit) return std::nullopt;
    return tl::unexpected<Refusal>(scanner.in_request_line() ? target_too_long : head_too_large);
}

} // namespace

Session::Session(Socket socket, const SessionContext& context)
    : socket_(std::move(socket)),
      context_(context),
      peer_(peer_of(socket_)),
      body_share_(context.body_memory) {}

Session::Awaitable<void> Session::run() {
    // After a cancellation each await says so itself; throwing would lose the reply.
    co_await asio::this_coro::throw_if_cancelled(false);
    bool failed = false;
    try {
        co_await serve_requests();
    } catch (const std::exception& problem) {
        failed = true;
        log::error(
            "request failed",
            {{"listener", context_.settings.name}, {"error", problem.what()}}
        );
    }
    if (failed) co_await refuse(internal_failure);
    if (!broken_) co_await linger();
    boost::system::error_code ignored; // the connection is over either way
    socket_.close(ignored);
}

void Session::check_deadline(steady_clock::time_point now) {
    if (now < deadline_) return;
    deadline_ = steady_clock::time_point::max();
    timed_out_ = true;
    boost::system::error_code ignored; // a closed socket has nothing to cancel
    socket_.cancel(ignored);
}

void Session::finish() {
    finishing_ = true;
    if (!idle_) return;
    boost::system::error_code ignored; // a closed socket has nothing to cancel
    socket_.cancel(ignored);
}

void Session::abort() {
    broken_ = true;
    boost::system::error_code ignored; // the connection is over either way
    socket_.close(ignored);
}

Session::Awaitable<void> Session::serve_requests() {
    while (open_ && !broken_) {
        auto head = co_await receive_head();
        if (head)
            co_await serve(std::move(*head));
        else
            co_await refuse(head.error());
    }
}

Session::Awaitable<tl::expected<ParsedHead, Refusal>> Session::receive_head() {
    const auto& settings = context_.settings;
    HeadScanner scanner;
    head_only_ = false; // a refusal of the next head is no reply to the last one
    bool between_requests = served_any_ && input_.empty();
    expire_after(between_requests ? settings.idle_timeout : settings.header_timeout);
    while (true) {
        if (auto head = take_head(scanner, input_, settings.max_header)) co_return std::move(*head);
        if (between_requests && !input_.empty()) {
            between_requests = false;
            expire_after(settings.header_timeout);
        }
        idle_ = input_.empty();
        if (idle_ && finishing_) co_return Problem(input_ended());
        const auto room = input_.prepare(settings.max_header);
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [error, count] = co_await socket_.async_read_some(buffer, tuple);
        if (error || timed_out_) co_return Problem(input_ended());
        idle_ = false;
        input_.commit(count);
    }
}

Session::Awaitable<void> Session::serve(ParsedHead head) {
    auto& [method, target, headers] = head.request;
    http_1_0_ = head.http_1_0;
    head_only_ = method == "HEAD";
    const auto framing = check_framing(head);
    if (!framing) co_return co_await refuse(framing.error());
    if (framing->length > context_.settings.max_body) co_return co_await refuse(body_too_large);

    open_ = framing->keep_alive;
    if (auto reply = context_.handler.answer_early(head.request)) {
        if (framing->body != Framing::Body::none) reply->close = true;
        co_return co_await send(*reply);
    }

    RawRequest request;
    if (framing->body != Framing::Body::none) {
        if (framing->expects_continue && input_.empty())
            if (const auto rest = write_at_once(continue_line); !rest.empty())
                co_await write_rest(rest);
        auto body = co_await receive_body(*framing);
        if (!body) co_return co_await refuse(body.error());
        request.body = std::move(*body);
    }
    request.method = std::move(method);
    request.target = std::move(target);
    request.headers = std::move(headers);
    request.peer = peer_;
    request.received_at = context_.clock.now();
    const Reply reply = co_await context_.handler.answer(std::move(request));
    co_await send(reply);
}

Session::Awaitable<tl::expected<std::string, Refusal>> Session::receive_body(Framing framing) {
    return framing.body == Framing::Body::chunked ? receive_chunked()
                                                  : receive_sized(framing.length);
}

Session::Awaitable<tl::expected<std::string, Refusal>> Session::receive_sized(std::uint64_t length
) {
    const auto size = static_cast<std::size_t>(length); // within max_body, which is a size_t
    std::string body(input_.bytes().substr(0, size));
    std::size_t received = body.size();
    input_.consume(received);
    if (!body_share_.grow_to(received)) co_return Problem(no_memory);
    if (received < size) expire_after(context_.settings.body_timeout);
    while (received < size) {
        // Memory follows what has arrived, not what the sender claims.
        if (received == body.size()) {
            const auto step = std::min(size - received, std::max(read_step, received));
            if (!body_share_.grow_to(received + step)) co_return Problem(no_memory);
            grow(body, received + step);
        }
        const auto room = asio::buffer(body.data() + received, body.size() - received);
        const auto [error, count] = co_await socket_.async_read_some(room, tuple);
        if (error || timed_out_) co_return Problem(input_ended());
        received += count;
    }
    co_return body;
}

Session::Awaitable<tl::expected<std::string, Refusal>> Session::receive_chunked() {
    const auto& settings = context_.settings;
    ChunkDecoder decoder(settings.max_body, settings.max_header);
    std::string body;
    expire_after(settings.body_timeout);
    while (true) {
        const auto taken = decoder.decode(input_.bytes(), body);
        if (!taken) co_return Problem(taken.error());
        input_.consume(*taken);
        if (!body_share_.grow_to(body.size())) co_return Problem(no_memory);
        if (decoder.done()) {
            body.shrink_to_fit();
            co_return body;
        }

        const auto room = input_.prepare(read_step);
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [error, count] = co_await socket_.async_read_some(buffer, tuple);
        if (error || timed_out_) co_return Problem(input_ended());
        input_.commit(count);
    }
}

Session::Awaitable<void> Session::send(const Reply& reply) {
    body_share_.release();
    if (reply.close || finishing_) open_ = false;
    auto connection = Connection::close;
    if (open_) connection = http_1_0_ ? Connection::keep_and_say_so : Connection::keep;
    write_reply(output_, reply, connection, head_only_);
    // Nearly every reply fits into the socket's buffer, and then needs no coroutine of its own.
    if (const auto rest = write_at_once(output_); !rest.empty()) co_await write_rest(rest);
    if (output_.capacity() > kept_output) output_ = {};
    served_any_ = true;
}

Session::Awaitable<void> Session::refuse(Refusal refusal) {
    if (broken_) co_return;
    open_ = false;
    if (context_.refused) context_.refused(refusal);
    const Reply reply = error_reply(refusal.status, refusal.reason);
    co_await send(reply);
}

std::string_view Session::write_at_once(std::string_view text) {
    deadline_ = steady_clock::time_point::max();
    timed_out_ = false;
    boost::system::error_code error;
    const std::size_t written = socket_.write_some(asio::buffer(text), error);
    if (error && error != asio::error::would_block) broken_ = true;
    return broken_ ? std::string_view{} : text.substr(written);
}

Session::Awaitable<void> Session::write_rest(std::string_view text) {
    expire_after(context_.settings.write_timeout);
    while (!timed_out_ && !text.empty()) {
        const auto rest = asio::buffer(text);
        const auto [error, count] = co_await socket_.async_write_some(rest, tuple);
        if (error) break;
        text.remove_prefix(count);
    }
    broken_ = broken_ || !text.empty();
}

// Closing while the peer still sends would reset the connection, and the peer might never read the
// reply. So we say that nothing more comes, and give it a moment to stop.
Session::Awaitable<void> Session::linger() {
    boost::system::error_code error;
    socket_.shutdown(asio::socket_base::shutdown_send, error);
    if (error) co_return;
    expire_after(max_linger);
    std::size_t discarded = input_.bytes().size();
    input_.consume(discarded);
    while (discarded < max_discarded) {
        const auto room = input_.prepare(read_step);
        const auto buffer = asio::buffer(room.data(), room.size());
        const auto [failure, count] = co_await socket_.async_read_some(buffer, tuple);
        if (failure || timed_out_) co_return;
        discarded += count;
    }
}

Refusal Session::input_ended() {
    // Who never began a request, or left in its middle, expects no reply.
    if (!timed_out_ || idle_) broken_ = true;
    return too_slow;
}

void Session::expire_after(Duration timeout) {
    deadline_ = steady_clock::now() + timeout;
    timed_out_ = false;
}

} // namespace orderhook::http
