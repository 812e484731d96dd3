#include "providers/registry.hpp"

#include <array>

namespace orderhook {

// A vendor's folder defines its `provider_type`; a line here declares it, and one below lists it.
namespace nexway {
extern const ProviderType provider_type;
}
namespace ordergroove {
extern const ProviderType provider_type;
}
namespace firespring {
extern const ProviderType provider_type;
}
namespace salla {
extern const ProviderType provider_type;
}

namespace {

constexpr std::array vendors{
    &nexway::provider_type,
    &ordergroove::provider_type,
    &firespring::provider_type,
    &salla::provider_type,
};

} // namespace

std::span<const ProviderType* const> provider_types() { return vendors; }

const ProviderType* find_provider_type(std::string_view name) {
    for (const ProviderType* type : vendors) {
        if (type->name == name) return type;
    }
    return nullptr;
}

} // namespace orderhook
