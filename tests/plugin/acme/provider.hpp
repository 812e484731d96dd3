#pragma once

#include <orderhook/provider.hpp>

namespace acme {

extern const orderhook::ProviderType provider_type;

} // namespace acme
