// The two ways in which Salla proves who it is.
#pragma once

#include <orderhook/provider.hpp>
#include <orderhook/settings.hpp>

#include <memory>
#include <string_view>
#include <vector>

namespace orderhook::salla {

/// One of them, with the secrets of one source. Errors of `verify`: unauthenticated.
class Scheme {
public:
    virtual ~Scheme() = default;

    [[nodiscard]] virtual std::string_view header() const noexcept = 0;
    [[nodiscard]] virtual Result<Proof> verify(const RawRequest& request, Time now) const = 0;

    /// The header's value for this body; empty when no secret is live.
    [[nodiscard]] virtual std::string sign(std::string_view body, Time now) const = 0;
};

/// Signature: `X-Salla-Signature` has the HMAC-SHA256 of the body in hex.
[[nodiscard]] std::unique_ptr<Scheme> make_signature_scheme(std::vector<Secret> secrets);

/// Token: `Authorization` has the secret itself, bare or behind `Bearer `.
[[nodiscard]] std::unique_ptr<Scheme> make_token_scheme(std::vector<Secret> secrets);

} // namespace orderhook::salla
