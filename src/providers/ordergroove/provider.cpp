#include "providers/ordergroove/events.hpp"
#include "providers/ordergroove/samples.hpp"
#include "providers/ordergroove/signature.hpp"

#include <orderhook/envelope_fields.hpp>
#include <orderhook/hmac_keys.hpp>
#include <orderhook/provider.hpp>

#include <array>

namespace orderhook::ordergroove {
namespace {

constexpr Duration future_tolerance = std::chrono::minutes{5};
constexpr Duration default_tolerance = std::chrono::days{3}; // the longest documented retry period

/// Where `identify` looks, by their place in `paths`.
enum EnvelopePlace : std::size_t {
    type,
    id,
    created,
    merchant,
    order,
    public_id,
    user_id,
    execution_id,
    customer
};

constexpr std::array<std::string_view, 9> paths{
    "type",
    "id",
    "created",
    "data.object.merchant",
    "data.object.order",
    "data.object.public_id",
    "data.object.merchant_user_id",
    "data.object.execution_id",
    "data.object.customer"};

/// The kind and id of what the event is about: its order wherever it names one.
std::string order_key_of(const Envelope& envelope, const std::vector<Found>& found) {
    if (const auto number = identifier(found[order]); !number.empty()) return "order:" + number;
    const std::string kind = envelope.type.substr(0, envelope.type.find('.'));
    // Subscribers and workflow messages have no `public_id`, and entitlements only their customer.
    for (const EnvelopePlace place : {public_id, user_id, execution_id, customer}) {
        if (place == customer && kind != "entitlement") continue;
        const std::string number = identifier(found[place]);
        if (!number.empty()) return kind + ":" + number;
    }
    return envelope.dedupe_key;
}

class OrdergrooveProvider final : public Provider {
public:
    OrdergrooveProvider(std::vector<Secret> secrets, Duration tolerance)
        : keys_(std::move(secrets)),
          tolerance_(tolerance) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "ordergroove"; }
    [[nodiscard]] Duration tolerance() const noexcept override {
        return tolerance_ > Duration::zero() ? tolerance_ + future_tolerance : Duration::zero();
    }

    [[nodiscard]] std::vector<std::string> proof_headers() const override {
        return {std::string(signature_header)};
    }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        const std::string* const header = request.headers.find(signature_header);
        if (header == nullptr) return failure(Errc::unauthenticated, "no signature header");
        if (request.headers.count(signature_header) > 1) {
            return failure(Errc::unauthenticated, "several signature headers");
        }
        const auto signature = Signature::parse(*header);
        if (!signature) return failure(signature);
        const Secret* const secret =
            keys_.find(signature->codes, {signature->timestamp, ".", request.body}, now);
        if (secret == nullptr) return failure(Errc::unauthenticated, "signature does not match");

        const Duration age = now - signature->sent_at;
        if (age < -future_tolerance) return failure(Errc::stale, "timestamp in the future");
        if (tolerance_ > Duration::zero() && age > tolerance_) {
            return failure(Errc::stale, "timestamp too old");
        }
        return Proof{secret->name};
    }

    [[nodiscard]] Result<Envelope> identify(const RawRequest& request) const override {
        auto found = json::scan(request.body, paths);
        if (!found) return failure(found);
        auto name_of_type = required_text(found->at(type), paths[type]);
        if (!name_of_type) return failure(name_of_type);

        Envelope envelope;
        envelope.type = *std::move(name_of_type);
        envelope.dedupe_key = identifier(std::move(found->at(id)));
        if (envelope.dedupe_key.empty()) envelope.dedupe_key = hash_of_body(request.body);
        envelope.occurred_at = instant(found->at(created));
        envelope.tenant = identifier(std::move(found->at(merchant)));
        envelope.order_key = order_key_of(envelope, *found);
        return envelope;
    }

    [[nodiscard]] Result<Decoded>
    decode(const Envelope& envelope, std::string_view body) const override {
        return decode_body(envelope.type, body);
    }

    [[nodiscard]] Credentials sign(std::string_view body, Time now) const override {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
        const std::string timestamp = std::to_string(seconds.count());
        const auto code = keys_.sign({timestamp, ".", body}, now);
        if (!code) return {};
        return {
            .headers =
                {{std::string(signature_header), "ts=" + timestamp + ",sig=" + to_hex(*code)}},
            .path_suffix = {}};
    }

private:
    HmacKeys keys_;
    Duration tolerance_;
};

Result<std::unique_ptr<Provider>> create(Settings& section) {
    auto secrets = source_secrets(section);
    if (!secrets) return failure(secrets);
    const auto tolerance = section.get<Duration>("tolerance", default_tolerance);
    if (!tolerance) return failure(tolerance);
    return std::make_unique<OrdergrooveProvider>(*std::move(secrets), *tolerance);
}

} // namespace

extern const ProviderType provider_type;
const ProviderType provider_type{"ordergroove", &create, &samples};

} // namespace orderhook::ordergroove
