// What the HTTP server asks of those behind it.
#pragma once

#include <orderhook/http.hpp>

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orderhook::http {

/// The part of a request that is known before its body.
struct RequestHead {
    std::string method;
    std::string target; ///< path and query as sent
    Headers headers;
};

/// Answers requests. On the loop only.
class RequestHandler {
public:
    virtual ~RequestHandler() = default;

    /// Called after the header checks and before a body is read or `100 Continue` is sent. A reply
    /// given here ends the request without its body.
    [[nodiscard]] virtual std::optional<Reply> answer_early(const RequestHead& head) = 0;

    [[nodiscard]] virtual boost::asio::awaitable<Reply> answer(RawRequest request) = 0;
};

} // namespace orderhook::http
