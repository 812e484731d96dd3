#include "providers/presented_secret.hpp"

#include <orderhook/signature.hpp>

#include <algorithm>

namespace orderhook {
namespace {

constexpr std::string_view authorization = "Authorization";

bool is_user_and_password(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size();
}

} // namespace

const Secret*
find_secret(std::span<const Secret> secrets, std::string_view given, Time now) noexcept {
    for (const Secret& secret : secrets) {
        if (secret.live_at(now) && equal_in_constant_time(given, secret.text)) return &secret;
    }
    return nullptr;
}

const Secret* live_secret(std::span<const Secret> secrets, Time now) noexcept {
    for (const Secret& secret : secrets) {
        if (secret.live_at(now)) return &secret;
    }
    return nullptr;
}

Result<std::string> basic_credentials(const Headers& headers) {
    const auto refused = [](const char* reason) { return failure(Errc::unauthenticated, reason); };
    const std::string* const header = headers.find(authorization);
    if (header == nullptr) return refused("no authorization header");
    if (headers.count(authorization) > 1) return refused("several authorization headers");

    std::string_view text = *header;
    const std::string_view scheme = text.substr(0, text.find(' '));
    if (!equal_without_case(scheme, "Basic")) return refused("authorization is not basic");
    text.remove_prefix(scheme.size());
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    auto credentials = decode_base64(text);
    if (!credentials || !is_user_and_password(*credentials)) {
        return refused("authorization malformed");
    }
    return *std::move(credentials);
}

Header basic_authorization(std::string_view credentials) {
    return {std::string(authorization), "Basic " + encode_base64(credentials)};
}

Result<void>
require_user_and_password(const Settings& section, const std::vector<Secret>& secrets) {
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        if (is_user_and_password(secrets[i].text)) continue;
        const std::string key = "secrets[" + std::to_string(i) + "]";
        return section.wrong(key, "expected user:password, got another form");
    }
    return {};
}

} // namespace orderhook
