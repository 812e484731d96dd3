// A provider apart from any configured source, for the commands that work on one body.
#pragma once

#include "app/commands.hpp"

#include <orderhook/provider.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace orderhook {

/// The provider's type, after loading the plug-ins it may be in. Valid as long as the choice.
/// Errors: misconfigured, naming those there are.
[[nodiscard]] Result<const ProviderType*> find_type(ProviderChoice& choice);

/// A provider that signs with one secret. Errors: misconfigured.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_signing_provider(
    const ProviderType& type,
    const std::string& secret,
    const SourceKeys& keys = {}
);

/// What proves that body at that time. Errors: internal, when the provider throws.
[[nodiscard]] Result<Credentials>
sign_with(const Provider& provider, std::string_view body, Time now);

} // namespace orderhook
