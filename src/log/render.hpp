// A log line as text.
#pragma once

#include "log/log.hpp"

#include <orderhook/time.hpp>

#include <string>
#include <string_view>

namespace orderhook::log {

/// `2026-11-22T10:03:19.123Z info  message key=value key="value with blanks"`, without the line
/// end. Whatever the message and the values hold, the line is one line of printable UTF-8.
[[nodiscard]] std::string
render(Time time, Level level, std::string_view message, const Fields& fields);

} // namespace orderhook::log
