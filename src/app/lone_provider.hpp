// A provider apart from any configured source, for the commands that work on one body.
#pragma once

#include "app/commands.hpp"

#include <orderhook/provider.hpp>

#include <memory>
#include <string>

namespace orderhook {

/// The provider's type. Errors: misconfigured, naming those there are.
[[nodiscard]] Result<const ProviderType*> provider_type_named(std::string_view name);

/// A provider that reads bodies and proves nothing.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_reading_provider(std::string_view name);

/// A provider that signs with one secret. Errors: misconfigured.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_signing_provider(
    std::string_view name,
    const std::string& secret,
    const SourceKeys& keys = {}
);

} // namespace orderhook
