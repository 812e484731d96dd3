#include "providers/salla/scheme.hpp"

#include <orderhook/hmac_keys.hpp>

namespace orderhook::salla {
namespace {

constexpr std::string_view signature_header = "X-Salla-Signature";
constexpr std::string_view token_header = "Authorization";

class SignatureScheme final : public Scheme {
public:
    explicit SignatureScheme(std::vector<Secret> secrets) : keys_(std::move(secrets)) {}

    [[nodiscard]] std::string_view header() const noexcept override { return signature_header; }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        const std::string* const value = request.headers.find(signature_header);
        if (value == nullptr) return failure(Errc::unauthenticated, "no signature header");
        if (request.headers.count(signature_header) > 1) {
            return failure(Errc::unauthenticated, "several signature headers");
        }
        const auto code = sha256_from_hex(*value);
        if (!code) return failure(Errc::unauthenticated, "signature malformed");
        if (const Secret* secret = keys_.find({&*code, 1}, {request.body}, now))
            return Proof{secret->name};
        return failure(Errc::unauthenticated, "signature does not match");
    }

    [[nodiscard]] std::string sign(std::string_view body, Time now) const override {
        const auto code = keys_.sign({body}, now);
        return code ? to_hex(*code) : std::string{};
    }

private:
    HmacKeys keys_;
};

/// What stands behind `Bearer `; the whole text when it does not begin so.
std::string_view without_bearer(std::string_view value) {
    constexpr std::string_view prefix = "Bearer ";
    const bool prefixed = equal_without_case(value.substr(0, prefix.size()), prefix);
    return prefixed ? value.substr(prefix.size()) : value;
}

class TokenScheme final : public Scheme {
public:
    explicit TokenScheme(std::vector<Secret> secrets) : secrets_(std::move(secrets)) {}

    [[nodiscard]] std::string_view header() const noexcept override { return token_header; }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        const std::string* const value = request.headers.find(token_header);
        if (value == nullptr) return failure(Errc::unauthenticated, "no authorization header");
        if (request.headers.count(token_header) > 1) {
            return failure(Errc::unauthenticated, "several authorization headers");
        }
        for (const Secret& secret : secrets_) {
            if (!secret.live_at(now)) continue;
            // Salla documents the bare secret; receivers have met the other form in practice.
            const bool bare = equal_in_constant_time(*value, secret.text);
            const bool prefixed = equal_in_constant_time(without_bearer(*value), secret.text);
            if (bare || prefixed) return Proof{secret.name};
        }
        return failure(Errc::unauthenticated, "token does not match");
    }

    [[nodiscard]] std::string sign(std::string_view, Time now) const override {
        for (const Secret& secret : secrets_) {
            if (secret.live_at(now)) return secret.text;
        }
        return {};
    }

private:
    std::vector<Secret> secrets_;
};

} // namespace

std::unique_ptr<Scheme> make_signature_scheme(std::vector<Secret> secrets) {
    return std::make_unique<SignatureScheme>(std::move(secrets));
}

std::unique_ptr<Scheme> make_token_scheme(std::vector<Secret> secrets) {
    return std::make_unique<TokenScheme>(std::move(secrets));
}

} // namespace orderhook::salla
