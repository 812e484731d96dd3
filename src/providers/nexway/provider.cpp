#include "providers/nexway/events.hpp"
#include "providers/nexway/samples.hpp"
#include "providers/nexway/scheme.hpp"

#include <orderhook/envelope_fields.hpp>
#include <orderhook/provider.hpp>
#include <orderhook/signature.hpp>

#include <array>

namespace orderhook::nexway {
namespace {

/// Where `identify` looks, by their place in `paths`.
enum Place : std::size_t {
    subject,
    type,
    object_id,
    event_date,
    order_id,
    merchant_id,
    merchant_account,
    store_id,
    old_store_id
};

constexpr std::array<std::string_view, 9> paths{
    "subject",
    "type",
    "objectId",
    "eventDate",
    "order.id",
    "order.customer.id",
    "order.customer.customerAccount",
    "order.store.id",
    "order.store.Id"};

/// The order's id wherever it is named, else the kind and id of what the event is about.
std::string order_key_of(const std::vector<Found>& found, const std::string& dedupe_key) {
    if (const auto number = identifier(found[order_id]); !number.empty()) return "order:" + number;
    const std::string number = identifier(found[object_id]);
    return number.empty() ? dedupe_key : identifier(found[subject]) + ":" + number;
}

/// The merchant, by the best of its names that is there: Nexway's own sample has none.
std::string tenant_of(const std::vector<Found>& found) {
    for (const Place place : {merchant_id, merchant_account, store_id, old_store_id}) {
        std::string name = identifier(found[place]);
        if (!name.empty()) return name;
    }
    return {};
}

class NexwayProvider final : public Provider {
public:
    NexwayProvider(Scheme scheme, std::vector<Secret> secrets)
        : scheme_(std::move(scheme)),
          secrets_(std::move(secrets)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "nexway"; }

    [[nodiscard]] std::vector<std::string> proof_headers() const override {
        return {scheme_.header()};
    }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        const auto presented = scheme_.secret_in(request.headers);
        if (!presented) return failure(presented);
        for (const Secret& secret : secrets_) {
            if (!secret.live_at(now)) continue;
            if (equal_in_constant_time(*presented, secret.text)) return Proof{secret.name};
        }
        return failure(Errc::unauthenticated, "credentials do not match");
    }

    [[nodiscard]] Result<Envelope> identify(const RawRequest& request) const override {
        const auto found = json::scan(request.body, paths);
        if (!found) return failure(found);
        const auto name_of_subject = required_text(found->at(subject), paths[subject]);
        if (!name_of_subject) return failure(name_of_subject);
        const auto name_of_type = required_text(found->at(type), paths[type]);
        if (!name_of_type) return failure(name_of_type);

        Envelope envelope;
        // The same `type` means different things with different subjects.
        envelope.type = *name_of_subject + "." + *name_of_type;
        envelope.dedupe_key = hash_of_body(request.body);
        envelope.order_key = order_key_of(*found, envelope.dedupe_key);
        envelope.tenant = tenant_of(*found);
        envelope.occurred_at = instant(found->at(event_date));
        return envelope;
    }

    [[nodiscard]] Result<Decoded>
    decode(const Envelope& envelope, std::string_view body) const override {
        return decode_body(envelope.type, body);
    }

    [[nodiscard]] Credentials sign(std::string_view, Time now) const override {
        for (const Secret& secret : secrets_) {
            if (!secret.live_at(now)) continue;
            return {.headers = {scheme_.present(secret.text)}, .path_suffix = {}};
        }
        return {};
    }

private:
    Scheme scheme_;
    std::vector<Secret> secrets_;
};

Result<std::unique_ptr<Provider>> create(Settings& section) {
    auto scheme = Scheme::create(section);
    if (!scheme) return failure(scheme);
    auto secrets = source_secrets(section);
    if (!secrets) return failure(secrets);
    for (std::size_t i = 0; i < secrets->size(); ++i) {
        const std::string_view problem = scheme->problem_of(secrets->at(i).text);
        if (!problem.empty()) return section.wrong("secrets[" + std::to_string(i) + "]", problem);
    }
    return std::make_unique<NexwayProvider>(*std::move(scheme), *std::move(secrets));
}

} // namespace

extern const ProviderType provider_type;
const ProviderType provider_type{"nexway", &create, &samples};

} // namespace orderhook::nexway
