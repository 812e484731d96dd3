// Acme signs the body with HMAC-SHA256 and says so in `Acme-Signature`, in hex.
#include "provider.hpp"

#include "acme.hpp"

#include <orderhook/envelope_fields.hpp>
#include <orderhook/event_decoders.hpp>
#include <orderhook/hmac_keys.hpp>

namespace acme {
namespace {

using namespace orderhook;

constexpr auto decoders = decoders_of<ParcelEvent, ParcelSent, ParcelLost>();

class AcmeProvider final : public Provider {
public:
    explicit AcmeProvider(std::vector<Secret> secrets) : keys_(std::move(secrets)) {}

    std::string_view name() const noexcept override { return provider_type.name; }
    std::vector<std::string> proof_headers() const override { return {"Acme-Signature"}; }

    Result<Proof> verify(const RawRequest& request, Time now) const override {
        const std::string* header = request.headers.find("Acme-Signature");
        const auto code = header ? sha256_from_hex(*header) : std::nullopt;
        if (!code) return failure(Errc::unauthenticated, "no signature");
        const Secret* secret = keys_.find({&*code, 1}, {request.body}, now);
        if (!secret) return failure(Errc::unauthenticated, "signature does not match");
        return Proof{secret->name};
    }

    Result<Envelope> identify(const RawRequest& request) const override {
        constexpr std::string_view paths[] = {"kind", "id", "at", "parcel.order"};
        const auto found = json::scan(request.body, paths);
        if (!found) return failure(found);
        auto type = required_text((*found)[0], paths[0]);
        if (!type) return failure(type);
        auto id = required_text((*found)[1], paths[1]);
        if (!id) return failure(id);
        const auto order = identifier((*found)[3]);
        return Envelope{
            *type,
            *id,
            order.empty() ? "" : "order:" + order,
            "",
            instant((*found)[2])};
    }

    Result<Decoded> decode(const Envelope& envelope, std::string_view body) const override {
        return decode_by_type(decoders, envelope.type, body);
    }

    Credentials sign(std::string_view body, Time now) const override {
        const auto code = keys_.sign({body}, now);
        if (!code) return {};
        return {{{"Acme-Signature", to_hex(*code)}}, ""};
    }

private:
    HmacKeys keys_;
};

Result<std::unique_ptr<Provider>> create(Settings& section) {
    auto secrets = source_secrets(section);
    if (!secrets) return failure(secrets);
    return std::make_unique<AcmeProvider>(std::move(*secrets));
}

std::span<const Sample> samples() {
    static constexpr Sample all[] = {
        {"parcel.sent",
         R"({"id":"{{id}}","kind":"parcel.sent","at":"{{now_text}}",)"
         R"("parcel":{"order":"{{order}}","carrier":"dhl","postage":"4.90"}})"},
        {"parcel.lost",
         R"({"id":"{{id}}","kind":"parcel.lost","at":"{{now_text}}",)"
         R"("parcel":{"order":"{{order}}"}})"},
    };
    return all;
}

} // namespace

const ProviderType provider_type{"acme", &create, &samples};

} // namespace acme
