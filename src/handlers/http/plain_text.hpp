// Text from vendors and receivers in forms that cannot do harm.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace orderhook::outgoing {

/// The text with control characters as blanks, and U+FFFD for what is not UTF-8 or no character.
[[nodiscard]] std::string plain_text(std::string_view text);

/// The longest front of a UTF-8 text that has at most `most` bytes and cuts no character.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t most);

/// `plain_text` as a header's value, percent-encoded as CloudEvents wants it: blanks, `"`, `%` and
/// all that is not ASCII become %XX.
[[nodiscard]] std::string header_text(std::string_view text);

/// The text percent-encoded for a URI: only letters, digits and `-._~` stay.
[[nodiscard]] std::string uri_text(std::string_view text);

} // namespace orderhook::outgoing
