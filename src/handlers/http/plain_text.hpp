// Text from vendors and receivers in forms that cannot do harm.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orderhook::outgoing {

/// The text with control characters as blanks, and U+FFFD for what is not UTF-8 or no character.
[[nodiscard]] std::string plain_text(std::string_view text);

/// The most bytes of one `header_text`: a receiver that refuses long headers would do so with every
/// attempt.
constexpr std::size_t longest_header_text = 1024;

/// `plain_text` as a header's value, percent-encoded as CloudEvents wants it: blanks, `"`, `%` and
/// all that is not ASCII become %XX. What is longer than `longest_header_text` is cut behind a
/// whole character.
[[nodiscard]] std::string header_text(std::string_view text);

} // namespace orderhook::outgoing
