// What is read of a body before it is stored.
#pragma once

#include <orderhook/event.hpp>
#include <orderhook/result.hpp>

#include <string_view>

namespace orderhook::salla {

/// Errors: as of `Provider::identify`.
[[nodiscard]] Result<Envelope> read_envelope(std::string_view body);

} // namespace orderhook::salla
