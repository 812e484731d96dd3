// Which bytes of a foreign text may be shown.
#pragma once

#include <cstddef>
#include <string_view>

namespace orderhook {

/// Size of the printable character at the start of the text, which is not empty: well-formed UTF-8
/// and no control character. 0 when there is none.
[[nodiscard]] std::size_t printable_size(std::string_view text);

} // namespace orderhook
