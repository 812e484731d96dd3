// Text from outside, for a line that a person reads.
#pragma once

#include <string>
#include <string_view>

namespace orderhook {

/// Appends the text on one line: control characters and what is not UTF-8 as `\x1b`, and a
/// backslash before each character of `also_escaped`.
void append_printable(std::string& line, std::string_view text, std::string_view also_escaped = {});

[[nodiscard]] std::string printable(std::string_view text);

} // namespace orderhook
