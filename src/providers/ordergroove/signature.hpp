// The `Ordergroove-Signature` header.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/signature.hpp>
#include <orderhook/time.hpp>

#include <string_view>
#include <vector>

namespace orderhook::ordergroove {

inline constexpr std::string_view signature_header = "Ordergroove-Signature";

/// `ts=<Unix seconds>,sig=<hex>`; two `sig` while the vendor's key is being changed.
struct Signature {
    std::string_view timestamp; ///< as it was sent, for it is signed that way
    Time sent_at;
    std::vector<Sha256> codes; ///< one to eight

    /// Views into `header`. Blanks around a field and unknown fields are ignored. Errors:
    /// unauthenticated.
    [[nodiscard]] static Result<Signature> parse(std::string_view header);
};

} // namespace orderhook::ordergroove
