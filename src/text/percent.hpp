// Percent-encoding: bytes that may not stand for themselves as %XX.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// Letters, digits and `-._~`, which stand for themselves everywhere in a URI.
[[nodiscard]] bool is_unreserved(char letter) noexcept;

/// The text with each byte that does not stay as %XX.
[[nodiscard]] std::string
percent_encoded(std::string_view text, bool (*stays)(char letter) = &is_unreserved);

/// The text with the byte for each %XX; nothing when a `%` has not two hex digits behind it.
[[nodiscard]] std::optional<std::string> percent_decoded(std::string_view text);

} // namespace orderhook
