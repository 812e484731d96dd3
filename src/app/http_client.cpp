#include "app/http_client.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace orderhook {

namespace asio = boost::asio;
namespace beast = boost::beast;
using ErrorCode = boost::system::error_code;

namespace {

constexpr std::chrono::seconds request_time{10};

/// Whether the server had closed the connection, before it sent any of the reply.
bool was_closed(const ErrorCode& error) {
    return error == beast::http::error::end_of_stream || error == asio::error::connection_reset
           || error == asio::error::broken_pipe;
}

tl::unexpected<Error> unreachable(const Url& url, const ErrorCode& error) {
    return failure(Errc::unavailable, url.host + ":" + url.port + ": " + error.message());
}

} // namespace

Result<Url> Url::parse(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    const auto wrong = [&] {
        return failure(
            Errc::misconfigured,
            "url: expected http://host[:port]/path, got \"" + std::string(text) + '"'
        );
    };
    if (!text.starts_with(scheme)) return wrong();
    const auto rest = text.substr(scheme.size());
    const auto slash = rest.find('/');
    auto authority = rest.substr(0, slash);
    Url url;
    url.target = slash == rest.npos ? "/" : std::string(rest.substr(slash));
    const auto bracket = authority.find(']');
    const auto colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
    url.port = colon == authority.npos ? "80" : std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
    if (bracket != authority.npos && authority.starts_with('['))
        authority = authority.substr(1, bracket - 1);
    url.host = authority;
    if (url.host.empty() || url.port.empty()) return wrong();
    return url;
}

struct HttpClient::Connection {
    asio::io_context context{1};
    beast::tcp_stream stream{context};
    beast::flat_buffer buffer;
    bool open = false;

    /// Runs what was just started until it has ended. The stream's own timer bounds it.
    void finish() {
        context.restart();
        context.run();
    }

    ErrorCode connect(const Url& url) {
        ErrorCode error;
        asio::ip::tcp::resolver resolver(context);
        const auto addresses = resolver.resolve(url.host, url.port, error);
        if (error) return error;
        stream.expires_after(request_time);
        stream.async_connect(addresses, [&](ErrorCode result, const auto&) { error = result; });
        finish();
        open = !error;
        buffer.clear();
        return error;
    }

    template <class Request, class Response>
    ErrorCode exchange(Request& request, Response& response) {
        ErrorCode error;
        stream.expires_after(request_time);
        beast::http::async_write(stream, request, [&](ErrorCode result, std::size_t) {
            error = result;
        });
        finish();
        if (error) return error;
        beast::http::async_read(stream, buffer, response, [&](ErrorCode result, std::size_t) {
            error = result;
        });
        finish();
        return error;
    }

    void close() {
        stream.close();
        open = false;
    }
};

HttpClient::HttpClient(Url url)
    : url_(std::move(url)),
      connection_(std::make_unique<Connection>()) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<Reply> HttpClient::request(
    std::string_view method,
    std::string_view path_suffix,
    const Headers& headers,
    std::string body
) {
    namespace http = beast::http;
    http::request<http::string_body> request;
    request.method_string(method);
    request.target(url_.target + std::string(path_suffix));
    request.set(http::field::host, url_.host + ":" + url_.port);
    request.set(http::field::user_agent, "orderhook");
    for (const Header& header : headers)
        request.insert(header.name, header.value);
    request.body() = std::move(body);
    request.prepare_payload();

    const bool reused = connection_->open;
    http::response<http::string_body> response;
    if (!reused)
        if (const auto error = connection_->connect(url_)) return unreachable(url_, error);
    auto error = connection_->exchange(request, response);
    if (reused && was_closed(error)) {
        // As servers do with idle ones. After anything else it may be at work on the request.
        connection_->close();
        if ((error = connection_->connect(url_))) return unreachable(url_, error);
        response = {};
        error = connection_->exchange(request, response);
    }
    if (error) {
        connection_->close();
        return unreachable(url_, error);
    }
    if (!response.keep_alive()) connection_->close();
    return Reply{
        .status = static_cast<int>(response.result_int()),
        .headers = {},
        .body = std::move(response.body())};
}

} // namespace orderhook
