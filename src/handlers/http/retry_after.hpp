// The header by which a receiver says when to come again.
#pragma once

#include <orderhook/time.hpp>

#include <optional>
#include <string_view>

namespace orderhook::outgoing {

/// How long to wait by the value of a Retry-After header: seconds, or an HTTP date such as
/// `Sun, 06 Nov 1994 08:49:37 GMT`. Never more than a year. Nothing for any other text, and for
/// what is not in the future: then the backoff holds.
[[nodiscard]] std::optional<Duration> parse_retry_after(std::string_view value, Time now);

} // namespace orderhook::outgoing
