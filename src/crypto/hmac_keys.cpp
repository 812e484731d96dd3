#include <orderhook/hmac_keys.hpp>

namespace orderhook {

HmacKeys::HmacKeys(std::vector<Secret> secrets) {
    for (Secret& secret : secrets) {
        HmacSha256 code(secret.text);
        keys_.push_back({std::move(secret), std::move(code)});
    }
}

const Secret* HmacKeys::find(
    std::span<const Sha256> codes,
    std::initializer_list<std::string_view> parts,
    Time now
) const {
    for (const Key& key : keys_) {
        if (!key.secret.live_at(now)) continue;
        const Sha256 expected = key.code(parts);
        for (const Sha256& code : codes)
            if (equal_in_constant_time(code, expected)) return &key.secret;
    }
    return nullptr;
}

std::optional<Sha256>
HmacKeys::sign(std::initializer_list<std::string_view> parts, Time now) const {
    for (const Key& key : keys_)
        if (key.secret.live_at(now)) return key.code(parts);
    return std::nullopt;
}

} // namespace orderhook
