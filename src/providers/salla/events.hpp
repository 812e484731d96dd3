// From type names to the structs of <orderhook/salla.hpp>. All are empty for types that are not
// theirs; errors as of `json::decode`.
#pragma once

#include <orderhook/provider.hpp>

#include <string_view>

namespace orderhook::salla {

/// The events about an order's content.
[[nodiscard]] Result<Decoded> decode_order(std::string_view type, std::string_view body);

/// The events about its status and its shipments.
[[nodiscard]] Result<Decoded>
decode_shipment_or_status(std::string_view type, std::string_view body);

} // namespace orderhook::salla
