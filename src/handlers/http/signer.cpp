#include "handlers/http/signer.hpp"

#include <optional>

namespace orderhook::outgoing {

namespace {

constexpr std::size_t shortest_key = 24;
constexpr std::size_t longest_key = 64;

std::optional<std::string> key_of(std::string_view text) {
    constexpr std::string_view prefix = "whsec_";
    if (!text.starts_with(prefix)) return std::nullopt;
    auto key = decode_base64(text.substr(prefix.size()));
    if (!key || key->size() < shortest_key || key->size() > longest_key) return std::nullopt;
    return key;
}

} // namespace

Result<Signer> Signer::read(Settings& section) {
    Signer signer;
    auto secrets = section.get<std::vector<Secret>>("secrets", {});
    if (!secrets) return failure(secrets);
    if (secrets->empty()) return signer; // the key is absent: an empty list is an error
    section.warn_when_expired(*secrets, "nothing is sent");
    for (Secret& secret : *secrets) {
        const auto key = key_of(secret.text);
        if (!key)
            return section.wrong(
                "secrets[" + std::to_string(signer.keys_.size()) + ']',
                "expected whsec_ and the base64 of 24 to 64 bytes"
            );
        secret.text.clear();
        signer.keys_.push_back({std::move(secret), HmacSha256(*key)});
    }
    return signer;
}

std::string
Signer::sign(std::string_view id, std::string_view timestamp, std::string_view body, Time now)
    const {
    std::string signatures;
    for (const auto& [life, code] : keys_) {
        if (!life.live_at(now)) continue;
        const Sha256 digest = code({id, ".", timestamp, ".", body});
        if (!signatures.empty()) signatures += ' ';
        signatures += "v1,";
        signatures += encode_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
    }
    return signatures;
}

} // namespace orderhook::outgoing
