// The secrets of a vendor that signs with HMAC-SHA256, during a rotation too.
#pragma once

#include <orderhook/settings.hpp>
#include <orderhook/signature.hpp>

#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace orderhook {

/// Secrets whose texts are keys, each made ready once. Thread-safe.
class HmacKeys {
public:
    explicit HmacKeys(std::vector<Secret> secrets);

    /// The live secret that one of the codes was made with, of the parts as if they were one text;
    /// nullptr when there is none. Compares in constant time.
    [[nodiscard]] const Secret*
    find(std::span<const Sha256> codes, std::initializer_list<std::string_view> parts, Time now)
        const;

    /// The code made with the first live secret; nothing when none lives.
    [[nodiscard]] std::optional<Sha256>
    sign(std::initializer_list<std::string_view> parts, Time now) const;

private:
    struct Key {
        Secret secret;
        HmacSha256 code;
    };
    std::vector<Key> keys_;
};

} // namespace orderhook
