// UTF-8, character by character.
#pragma once

#include <cstddef>
#include <string_view>

namespace orderhook::json {

/// How many bytes the UTF-8 character at the front of a text, which is not empty, has; zero when
/// it is none.
[[nodiscard]] std::size_t character_size(std::string_view text);

} // namespace orderhook::json
