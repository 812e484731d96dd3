// A body by itself, apart from any source that received it.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/provider.hpp>

#include <memory>
#include <string>

namespace orderhook {

/// A provider that reads bodies and proves nothing. Errors: misconfigured.
[[nodiscard]] Result<std::unique_ptr<Provider>> make_reading_provider(const ProviderType& type);

/// The event that a body becomes: identified and decoded, without id, source and times of its
/// receipt. Errors: those of `identify` and `decode`.
[[nodiscard]] Result<Event> read_event(const Provider& provider, std::string body);

} // namespace orderhook
