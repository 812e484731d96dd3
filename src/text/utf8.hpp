// UTF-8, character by character.
#pragma once

#include <cstddef>
#include <string_view>

namespace orderhook {

/// How many bytes the well-formed character at the front of a text, which is not empty, has; zero
/// when there is none.
[[nodiscard]] std::size_t character_size(std::string_view text);

/// The same for a character that may be shown: zero for a control character too.
[[nodiscard]] std::size_t printable_size(std::string_view text);

/// The longest front of a text that has at most `most` bytes and cuts no character.
[[nodiscard]] std::string_view cut(std::string_view text, std::size_t most);

} // namespace orderhook
