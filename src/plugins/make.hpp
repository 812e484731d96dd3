// Handlers and providers, made by code that may not be ours.
#pragma once

#include <orderhook/handler.hpp>
#include <orderhook/provider.hpp>
#include <orderhook/settings.hpp>

#include <memory>
#include <string>

namespace orderhook {

/// A handler that goes by that name. Errors: those of its `create`; misconfigured, with the path of
/// its section, when that throws, makes nothing, or makes one of another name.
[[nodiscard]] Result<std::unique_ptr<Handler>>
make_handler(const HandlerType& type, const std::string& name, Settings& section);

/// The same for a provider, which goes by the name of its type.
[[nodiscard]] Result<std::unique_ptr<Provider>>
make_provider(const ProviderType& type, Settings& section);

} // namespace orderhook
