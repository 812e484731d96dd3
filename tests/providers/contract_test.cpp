#include "providers/contract.hpp"
#include "providers/registry.hpp"

#include <orderhook/json/text.hpp>

#include <chrono>

namespace orderhook::test {

Result<std::unique_ptr<Provider>>
make_provider(const ContractEntry& entry, const std::vector<std::string>& secrets) {
    Setting::Table table = entry.further_keys;
    Setting::Array list;
    for (const std::string& secret : secrets)
        list.push_back({secret});
    table["secrets"] = {std::move(list)};
    if (!entry.scheme.empty()) table["scheme"] = {entry.scheme};
    Settings section("source[0]", std::move(table), {});
    auto provider = find_provider_type(entry.vendor)->create(section);
    if (!provider) return provider;
    if (const auto rest = section.finish(); !rest) return failure(rest);
    return provider;
}

namespace {

const Time now{std::chrono::seconds{1'790'000'000}};

std::string filled(std::string_view body) {
    std::string text(body);
    const std::pair<std::string_view, std::string_view> values[] = {
        {"{{id}}", "0123456789abcdef0123456789abcdef"},
        {"{{order}}", "fedcba9876543210fedcba9876543210"},
        {"{{now}}", "1790000000"},
        {"{{now_text}}", "2026-09-21T14:13:20Z"}};
    for (const auto& [name, value] : values) {
        for (auto at = text.find(name); at != text.npos; at = text.find(name)) {
            text.replace(at, name.size(), value);
        }
    }
    return text;
}

RawRequest request_with(const Credentials& credentials, std::string body) {
    RawRequest request;
    request.method = "POST";
    request.target = "/hooks/source" + credentials.path_suffix;
    request.headers = credentials.headers;
    request.body = std::move(body);
    request.received_at = now;
    return request;
}

std::span<const Sample> samples_of(const ContractEntry& entry) {
    return find_provider_type(entry.vendor)->samples();
}

TEST_P(ProviderContract, AcceptsIdentifiesAndDecodesEverySampleItSigns) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider) << provider.error().message;
    EXPECT_EQ((*provider)->name(), GetParam().vendor);
    ASSERT_FALSE(samples_of(GetParam()).empty());
    for (const Sample& sample : samples_of(GetParam())) {
        const std::string body = filled(sample.body);
        const RawRequest request = request_with((*provider)->sign(body, now), body);
        const auto proof = (*provider)->verify(request, now);
        EXPECT_TRUE(proof) << sample.type;
        EXPECT_EQ(proof.value_or(Proof{}).secret, "secrets[0]");

        const auto envelope = (*provider)->identify(request);
        ASSERT_TRUE(envelope) << sample.type << ": " << envelope.error().message;
        EXPECT_EQ(envelope->type, sample.type);
        EXPECT_FALSE(envelope->dedupe_key.empty());
        EXPECT_FALSE(envelope->order_key.empty());

        const auto decoded = (*provider)->decode(*envelope, body);
        ASSERT_TRUE(decoded) << sample.type << ": " << decoded.error().message;
        EXPECT_TRUE(decoded->payload) << sample.type;
        for (const Drift& drift : decoded->drift) {
            ADD_FAILURE() << sample.type << ": " << drift.path << ": expected " << drift.expected
                          << ", got " << drift.found;
        }
    }
}

TEST_P(ProviderContract, RefusesAFlippedBitOfTheBodyUnlessItsSchemeCannotSeeIt) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    const std::string body = filled(samples_of(GetParam()).front().body);
    const Credentials credentials = (*provider)->sign(body, now);
    for (std::size_t at = 0; at < body.size(); ++at) {
        std::string flipped = body;
        flipped[at] = static_cast<char>(flipped[at] ^ 1);
        const bool is_taken{(*provider)->verify(request_with(credentials, flipped), now)};
        EXPECT_NE(is_taken, GetParam().covers_body) << at;
    }
}

TEST_P(ProviderContract, RefusesAFlippedBitOfTheProof) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    const std::string body = filled(samples_of(GetParam()).front().body);
    const Credentials credentials = (*provider)->sign(body, now);
    const auto is_refused = [&](const Credentials& flipped) {
        return !(*provider)->verify(request_with(flipped, body), now);
    };
    for (std::size_t at = 0; at < credentials.path_suffix.size(); ++at) {
        Credentials flipped = credentials;
        flipped.path_suffix[at] = static_cast<char>(flipped.path_suffix[at] ^ 1);
        EXPECT_TRUE(is_refused(flipped)) << at;
    }
    for (const Header& header : credentials.headers) {
        for (std::size_t at = 0; at < header.value.size(); ++at) {
            std::string value = header.value;
            value[at] = static_cast<char>(value[at] ^ 1);
            Credentials flipped = credentials;
            flipped.headers.erase(header.name);
            flipped.headers.add(header.name, value);
            EXPECT_TRUE(is_refused(flipped)) << header.name << ' ' << at;
        }
    }
}

TEST_P(ProviderContract, NamesEveryPlaceOfItsProof) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    const Credentials credentials = (*provider)->sign("{}", now);
    EXPECT_EQ(credentials.path_suffix.starts_with('/'), (*provider)->proof_in_path());
    EXPECT_EQ(credentials.headers.empty(), (*provider)->proof_in_path());
    Headers left = credentials.headers;
    for (const std::string& name : (*provider)->proof_headers())
        left.erase(name);
    EXPECT_TRUE(left.empty()) << "a proof would be stored";
}

TEST_P(ProviderContract, RefusesARequestWithoutProof) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    const auto proof = (*provider)->verify(request_with({}, "{}"), now);
    ASSERT_FALSE(proof);
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
    EXPECT_FALSE(proof.error().message.empty());
}

TEST_P(ProviderContract, RefusesAnotherSecretAndThoseThatOnlyBeginAlike) {
    const std::string& secret = GetParam().secret;
    const auto provider = make_provider(GetParam(), {secret});
    ASSERT_TRUE(provider);
    const std::string body = filled(samples_of(GetParam()).front().body);
    for (const std::string& other :
         {GetParam().other_secret, secret + "a", secret.substr(0, secret.size() - 1)}) {
        const auto stranger = make_provider(GetParam(), {other});
        if (!stranger) continue; // not of the shape the scheme wants
        const Credentials credentials = (*stranger)->sign(body, now);
        EXPECT_FALSE((*provider)->verify(request_with(credentials, body), now)) << other;
    }
}

TEST_P(ProviderContract, TakesAnyOfSeveralSecretsAndSaysWhich) {
    const auto both = make_provider(GetParam(), {GetParam().other_secret, GetParam().secret});
    const auto one = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(both && one);
    const std::string body = filled(samples_of(GetParam()).front().body);
    const auto proof = (*both)->verify(request_with((*one)->sign(body, now), body), now);
    ASSERT_TRUE(proof) << proof.error().message;
    EXPECT_EQ(proof->secret, "secrets[1]");
}

TEST_P(ProviderContract, NeedsASecretThatIsNotEmpty) {
    EXPECT_FALSE(make_provider(GetParam(), {}));
    EXPECT_FALSE(make_provider(GetParam(), {""}));
}

TEST_P(ProviderContract, SaysWhereATruncatedBodyEnds) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    std::string body = filled(samples_of(GetParam()).front().body);
    body.erase(body.find_last_of('}') + 1);
    for (std::size_t size = 0; size < body.size(); ++size) {
        const auto envelope = (*provider)->identify(request_with({}, body.substr(0, size)));
        ASSERT_FALSE(envelope) << size;
        EXPECT_EQ(envelope.error().code, Errc::malformed);
        EXPECT_NE(envelope.error().message.find(": expected "), std::string::npos);
        EXPECT_NE(envelope.error().message.find(", got "), std::string::npos);
        EXPECT_FALSE((*provider)->decode({}, body.substr(0, size)).value_or(Decoded{}).payload);
    }
}

TEST_P(ProviderContract, RefusesWhatIsNoEvent) {
    const auto provider = make_provider(GetParam(), {GetParam().secret});
    ASSERT_TRUE(provider);
    for (const std::string_view body : {"", "[]", "null", "7", "{}", "\"text\"", "{\"a\":1}"}) {
        EXPECT_FALSE((*provider)->identify(request_with({}, std::string(body)))) << body;
    }
    for (const std::string& body :
         {std::string(500'000, '['), "{\"a\":" + std::string(500'000, '[')}) {
        EXPECT_FALSE((*provider)->identify(request_with({}, body)));
    }
}

TEST_P(ProviderContract, SamplesAreJson) {
    for (const Sample& sample : samples_of(GetParam())) {
        EXPECT_TRUE(json::compact(filled(sample.body))) << sample.type;
    }
}

} // namespace
} // namespace orderhook::test
