// Texts one behind the other in a blob, each behind its LEB128 length.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

void append_packed(std::string& bytes, std::string_view text);

/// Takes the first text out of the bytes, which hold it. Nothing when they are damaged.
[[nodiscard]] std::optional<std::string_view> take_packed(std::string_view& bytes);

} // namespace orderhook
