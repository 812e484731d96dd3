#include "providers/firespring/events.hpp"
#include "providers/firespring/samples.hpp"
#include "providers/presented_secret.hpp"

#include <orderhook/envelope_fields.hpp>
#include <orderhook/json/reader.hpp>
#include <orderhook/provider.hpp>

#include <algorithm>
#include <array>

namespace orderhook::firespring {
namespace {

enum class Scheme { path, basic };

constexpr std::size_t shortest_path_secret = 22; // 128 bits in base64url

/// Where `identify` looks, by their place in `paths`.
enum Place : std::size_t { type, id, created, resource, resource_id, order };

constexpr std::array<std::string_view, 6>
    paths{"event_type", "id", "date_created", "payload.object", "payload.id", "payload.order"};

/// The vendor calls its ids numeric and sends texts: a number is the same id as the text of its
/// digits, while a text stays as it is.
std::string numeric_id(const Found& found) {
    std::string text = identifier(found);
    const bool number = found && found->kind == json::Kind::number;
    return number ? json::Reader::plain_number(text) : text;
}

/// The kind and id of what the event is about: its order wherever it names one.
std::string order_key_of(const Envelope& envelope, const std::vector<Found>& found) {
    const std::string number = numeric_id(found[order]);
    if (!number.empty() && number != "0") return "order:" + number; // 0 stands for none
    const std::string own_number = numeric_id(found[resource_id]);
    if (own_number.empty()) return envelope.dedupe_key;
    std::string kind = identifier(found[resource]);
    if (kind.empty()) kind = envelope.type.substr(0, envelope.type.find('.'));
    return kind + ":" + own_number;
}

/// The last segment of the path.
Result<std::string> secret_in_path(std::string_view target) {
    const std::string_view path = target.substr(0, target.find('?'));
    const std::string_view segment = path.substr(path.rfind('/') + 1);
    if (segment.empty()) return failure(Errc::unauthenticated, "no secret in the path");
    return std::string(segment);
}

class FirespringProvider final : public Provider {
public:
    FirespringProvider(Scheme scheme, std::vector<Secret> secrets, std::string tenant)
        : scheme_(scheme),
          secrets_(std::move(secrets)),
          tenant_(std::move(tenant)) {}

    [[nodiscard]] std::string_view name() const noexcept override { return "firespring"; }

    [[nodiscard]] bool proof_in_path() const noexcept override { return scheme_ == Scheme::path; }

    [[nodiscard]] std::vector<std::string> proof_headers() const override {
        if (scheme_ == Scheme::basic) return {"Authorization"};
        // In these, proxies repeat the path that they were asked for.
        return {
            "X-Original-URI",
            "X-Original-URL",
            "X-Forwarded-Uri",
            "X-Replaced-Path",
            "X-Envoy-Original-Path"};
    }

    [[nodiscard]] Result<Proof> verify(const RawRequest& request, Time now) const override {
        const auto given = scheme_ == Scheme::path ? secret_in_path(request.target)
                                                   : basic_credentials(request.headers);
        if (!given) return failure(given);
        const Secret* const secret = find_secret(secrets_, *given, now);
        if (secret == nullptr) return failure(Errc::unauthenticated, "secret does not match");
        return Proof{secret->name};
    }

    [[nodiscard]] Result<Envelope> identify(const RawRequest& request) const override {
        const auto found = json::scan(request.body, paths);
        if (!found) return failure(found);
        auto name_of_type = required_text(found->at(type), paths[type]);
        if (!name_of_type) return failure(name_of_type);

        Envelope envelope;
        envelope.type = *std::move(name_of_type);
        envelope.dedupe_key = numeric_id(found->at(id));
        if (envelope.dedupe_key.empty()) envelope.dedupe_key = hash_of_body(request.body);
        envelope.occurred_at = instant(found->at(created));
        envelope.tenant = tenant_;
        envelope.order_key = order_key_of(envelope, *found);
        return envelope;
    }

    [[nodiscard]] Result<Decoded>
    decode(const Envelope& envelope, std::string_view body) const override {
        return decode_body(envelope.type, body);
    }

    [[nodiscard]] Credentials sign(std::string_view, Time now) const override {
        const Secret* const secret = live_secret(secrets_, now);
        if (secret == nullptr) return {};
        if (scheme_ == Scheme::path) return {.headers = {}, .path_suffix = "/" + secret->text};
        return {.headers = {basic_authorization(secret->text)}, .path_suffix = {}};
    }

private:
    Scheme scheme_;
    std::vector<Secret> secrets_;
    std::string tenant_;
};

Result<Scheme> read_scheme(Settings& section) {
    const auto word = section.get<std::string>("scheme", "path");
    if (!word) return failure(word);
    if (*word == "path") return Scheme::path;
    if (*word == "basic") return Scheme::basic;
    return section.wrong("scheme", "expected \"path\" or \"basic\", got \"" + *word + '"');
}

bool is_path_secret(std::string_view text) {
    return text.size() >= shortest_path_secret
           && std::all_of(text.begin(), text.end(), [](char letter) {
                  return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
                         || (letter >= 'A' && letter <= 'Z') || letter == '_' || letter == '-';
              });
}

Result<void> require_path_secrets(const Settings& section, const std::vector<Secret>& secrets) {
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        if (is_path_secret(secrets[i].text)) continue;
        return section.wrong(
            "secrets[" + std::to_string(i) + "]",
            "expected at least 22 characters of A-Z, a-z, 0-9, _ and -, got another form"
        );
    }
    return {};
}

Result<std::unique_ptr<Provider>> create(Settings& section) {
    auto secrets = source_secrets(section);
    if (!secrets) return failure(secrets);
    const auto scheme = read_scheme(section);
    if (!scheme) return failure(scheme);
    const auto of_that_form = *scheme == Scheme::path
                                  ? require_path_secrets(section, *secrets)
                                  : require_user_and_password(section, *secrets);
    if (!of_that_form) return failure(of_that_form);
    auto tenant = section.get<std::string>("tenant", "");
    if (!tenant) return failure(tenant);
    return std::make_unique<FirespringProvider>(*scheme, *std::move(secrets), *std::move(tenant));
}

} // namespace

extern const ProviderType provider_type;
const ProviderType provider_type{"firespring", &create, &samples};

} // namespace orderhook::firespring
