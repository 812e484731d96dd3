// A provider apart from any configured source, for the commands that work on one body.
#pragma once

#include <memory>
#include <string>

#include <orderhook/provider.hpp>

namespace orderhook {

/// The provider's type. Errors: misconfigured, naming those there are.
[[nodiscard]] Result<const ProviderType*> provider_type_named(std::string_view name);

/// A provider that reads bodies and proves nothing.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_reading_provider(std::string_view name);

/// A provider that signs with one secret; an empty scheme is the vendor's default.
[[nodiscard]] Result<std::unique_ptr<Provider>>
make_signing_provider(std::string_view name, const std::string& secret, const std::string& scheme);

} // namespace orderhook
