// From type names to the structs of <orderhook/nexway.hpp>.
#pragma once

#include <orderhook/provider.hpp>

#include <string_view>

namespace orderhook::nexway {

/// Empty for types without a struct. Errors: as of `json::decode`.
[[nodiscard]] Result<Decoded> decode_body(std::string_view type, std::string_view body);

} // namespace orderhook::nexway
