#include "providers/salla/envelope.hpp"
#include "providers/salla/events.hpp"
#include "providers/salla/samples.hpp"
#include "providers/salla/scheme.hpp"

namespace orderhook::salla {
namespace {

class SallaProvider final : public Provider {
public:
    explicit SallaProvider(std::unique_ptr<Scheme> scheme) : scheme_(std::move(scheme)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "salla"; }

    [[nodiscard]] std::vector<std::string> proof_headers() const override {
        return {std::string(scheme_->header())};
    }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        // Not by the request's X-Salla-Security-Strategy: a sender must not choose its own proof.
        return scheme_->verify(request, now);
    }

    [[nodiscard]] Result<Envelope> identify(const RawRequest& request) const override {
        return read_envelope(request.body);
    }

    [[nodiscard]] Result<Decoded>
    decode(const Envelope& envelope, std::string_view body) const override {
        auto decoded = decode_order(envelope.type, body);
        if (!decoded || decoded->payload) return decoded;
        return decode_shipment_or_status(envelope.type, body);
    }

    [[nodiscard]] Credentials sign(std::string_view body, Time now) const override {
        std::string value = scheme_->sign(body, now);
        if (value.empty()) return {};
        return {.headers = {{std::string(scheme_->header()), std::move(value)}}, .path_suffix = {}};
    }

private:
    std::unique_ptr<Scheme> scheme_;
};

Result<std::unique_ptr<Provider>> create(Settings& section) {
    auto secrets = source_secrets(section);
    if (!secrets) return failure(secrets);
    const auto scheme = section.get<std::string>("scheme", "signature");
    if (!scheme) return failure(scheme);
    if (*scheme == "signature") {
        return std::make_unique<SallaProvider>(make_signature_scheme(*std::move(secrets)));
    }
    if (*scheme == "token") {
        return std::make_unique<SallaProvider>(make_token_scheme(*std::move(secrets)));
    }
    return section.wrong("scheme", R"(expected "signature" or "token", got ")" + *scheme + '"');
}

} // namespace

extern const ProviderType provider_type;
const ProviderType provider_type{"salla", &create, &samples};

} // namespace orderhook::salla
