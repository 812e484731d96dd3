// Signatures as Standard Webhooks defines them.
#pragma once

#include <orderhook/settings.hpp>
#include <orderhook/signature.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orderhook::outgoing {

/// Signs with every secret that is live. Thread-safe.
class Signer {
public:
    /// Signs nothing.
    Signer() = default;

    /// Reads `secrets`, each `whsec_` and the base64 of 24 to 64 bytes; without the key nothing is
    /// signed.
    [[nodiscard]] static Result<Signer> read(Settings& section);

    [[nodiscard]] bool has_secrets() const noexcept { return !keys_.empty(); }

    /// `v1,<base64>` for each secret that is live now, with blanks between; empty when none is.
    [[nodiscard]] std::string
    sign(std::string_view id, std::string_view timestamp, std::string_view body, Time now) const;

private:
    struct Key {
        Secret life; ///< less its text
        HmacSha256 code;
    };
    std::vector<Key> keys_;
};

} // namespace orderhook::outgoing
