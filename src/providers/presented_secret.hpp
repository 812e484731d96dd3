// Schemes whose proof is the secret itself, presented as it is, not a signature made with it.
#pragma once

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>
#include <orderhook/settings.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// The live secret that was given, or nullptr. Compares in constant time.
[[nodiscard]] const Secret*
find_secret(std::span<const Secret> secrets, std::string_view given, Time now) noexcept;

/// The secret to sign with: the first live one, or nullptr.
[[nodiscard]] const Secret* live_secret(std::span<const Secret> secrets, Time now) noexcept;

/// The `user:password` of HTTP Basic. Errors: unauthenticated.
[[nodiscard]] Result<std::string> basic_credentials(const Headers& headers);

/// The header that carries a `user:password`.
[[nodiscard]] Header basic_authorization(std::string_view credentials);

/// Fails for the first secret that is no `user:password`, with its path.
[[nodiscard]] Result<void>
require_user_and_password(const Settings& section, const std::vector<Secret>& secrets);

} // namespace orderhook
