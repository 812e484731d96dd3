// Header fields as one run of bytes.
#pragma once

#include <orderhook/http.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// Names and values, each behind its length (LEB128), in order: any bytes come back as they were.
[[nodiscard]] std::string to_bytes(const Headers& headers);

/// Nothing when the bytes have another form.
[[nodiscard]] std::optional<Headers> headers_from_bytes(std::string_view bytes);

} // namespace orderhook
