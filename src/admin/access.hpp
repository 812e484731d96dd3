// Who may use the admin API.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/settings.hpp>

#include <optional>

namespace orderhook::admin {

/// Whether the headers carry the token as `Authorization: Bearer <token>`, once. Compares in
/// constant time.
[[nodiscard]] bool is_authorized(const Headers& headers, const Secret& token, Time now);

} // namespace orderhook::admin
