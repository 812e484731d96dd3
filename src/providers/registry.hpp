// The vendors that are built in.
#pragma once

#include <orderhook/provider.hpp>

#include <span>
#include <string_view>

namespace orderhook {

[[nodiscard]] std::span<const ProviderType* const> provider_types();

/// nullptr when there is no vendor of that name.
[[nodiscard]] const ProviderType* find_provider_type(std::string_view name);

} // namespace orderhook
