// Where a request begins and ends. Whatever two parsers could read in two ways is refused, so that
// no bytes of one request are ever taken for another.
#pragma once

#include "http/refusal.hpp"
#include "http/request_handler.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace orderhook::http {

/// Finds the end of a head in raw bytes, as they come. Refuses control characters, line ends other
/// than CRLF, folded lines and fields without a name.
class HeadScanner {
public:
    /// `bytes` starts with the head and is what the last call was given, or longer. Returns the
    /// head's size with its blank line, or 0 while that has not come.
    [[nodiscard]] tl::expected<std::size_t, Refusal> scan(std::string_view bytes);

    [[nodiscard]] bool in_request_line() const noexcept { return line_ == 0; }

private:
    std::size_t position_ = 0;
    std::size_t line_ = 0;
};

/// A head as the parser returns it.
struct ParsedHead {
    RequestHead request;
    bool http_1_0 = false;
};

struct Framing {
    enum class Body { none, sized, chunked };

    Body body = Body::none;
    std::uint64_t length = 0; ///< of a sized body, never 0
    bool keep_alive = true;
    bool expects_continue = false;
};

/// Decides how the request's body is framed. Also refuses what we never serve: targets that are no
/// path, expectations other than 100-continue, encoded content.
[[nodiscard]] tl::expected<Framing, Refusal> check_framing(const ParsedHead& head);

} // namespace orderhook::http
