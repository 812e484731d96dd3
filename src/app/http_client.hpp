// The HTTP client of the commands that ask a running service.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>

#include <memory>
#include <string>

namespace orderhook {

/// The parts of `http://host[:port]/path`.
struct Url {
    std::string host;
    std::string port;
    std::string target;

    /// Errors: misconfigured. Only plain HTTP: it is for a service on this machine or behind a
    /// proxy that ends TLS.
    [[nodiscard]] static Result<Url> parse(std::string_view text);
};

/// One connection that is kept and made anew when the other end has closed it. Blocks; each request
/// has ten seconds. One thread.
class HttpClient {
public:
    explicit HttpClient(Url url);
    HttpClient(HttpClient&&) noexcept;
    ~HttpClient();

    /// Sends a request to the URL's path plus `path_suffix`. Errors: unavailable.
    [[nodiscard]] Result<Reply> request(
        std::string_view method,
        std::string_view path_suffix,
        const Headers& headers,
        std::string body
    );

private:
    struct Connection;
    Url url_;
    std::unique_ptr<Connection> connection_;
};

} // namespace orderhook
