// From type names to the structs of <orderhook/ordergroove.hpp>.
#pragma once

#include <orderhook/provider.hpp>

#include <string_view>

namespace orderhook::ordergroove {

/// Empty for types without a struct. Errors: as of `json::decode`.
[[nodiscard]] Result<Decoded> decode_body(std::string_view type, std::string_view body);

} // namespace orderhook::ordergroove
