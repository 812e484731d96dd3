#include "providers/contract.hpp"
#include "providers/fixtures.hpp"
#include "providers/registry.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

#include <sstream>

namespace orderhook::test {
namespace {

constexpr std::string_view secret = "test-webhook-secret";
constexpr std::string_view hex_secret = "d3b07384d113edec49eaa6238ad5ff00";
const Time now{std::chrono::seconds{1'750'000'000}};

constexpr std::string_view created =
    R"({"event":"order.created","merchant":1305146709,"created_at":"Sun Jun 26 2022 12:21:48 GMT+0300","data":{"id":2116149737,"reference_id":41027662}})";
constexpr std::string_view created_code =
    "f67521803540e3ad5fa2ab8159467345e7abb6e030332b7f2ab5e503ffe2b384";
constexpr std::string_view updated =
    R"({"event":"order.status.updated","merchant":193718979,"created_at":"Wed Aug 17 2022 23:59:38 GMT+0300","data":{"id":3187825903901094400,"status":"تم التنفيذ","order":{"id":629263027}}})";
constexpr std::string_view escaped =
    R"({"event":"order.status.updated","merchant":193718979,"created_at":"Wed Aug 17 2022 23:59:38 GMT+0300","data":{"id":3187825903901094400,"status":"\u062a\u0645 \u0627\u0644\u062a\u0646\u0641\u064a\u0630","url":"https:\/\/salla.sa\/x","order":{"id":629263027}}})";

std::unique_ptr<Provider>
make_salla(std::string scheme, const std::vector<std::string_view>& secrets) {
    const ContractEntry entry{
        .vendor = "salla",
        .secret = {},
        .other_secret = {},
        .scheme = std::move(scheme)};
    auto provider = make_provider(entry, {secrets.begin(), secrets.end()});
    EXPECT_TRUE(provider) << provider.error().message;
    return *std::move(provider);
}

/// Why the request is refused, or `none`.
std::string refusal(const Provider& provider, Headers headers, std::string_view body) {
    RawRequest request;
    request.headers = std::move(headers);
    request.body = body;
    const auto proof = provider.verify(request, now);
    if (proof) return "none";
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
    return proof.error().message;
}

std::string signature_refusal(std::string_view key, std::string_view body, std::string_view code) {
    const auto provider = make_salla("signature", {key});
    return refusal(*provider, {{"x-salla-signature", std::string(code)}}, body);
}

std::string token_refusal(std::string value) {
    return refusal(*make_salla("token", {secret}), {{"authorization", std::move(value)}}, "{}");
}

TEST(SallaSignature, AgreesWithEveryVector) {
    const std::tuple<std::string_view, std::string_view, std::string_view> vectors[] = {
        {secret, created, created_code},
        {hex_secret, updated, "521e4c50c4815f11277c5c318e03df19febe595cdc66e48279e027e0c8e80d5a"},
        {hex_secret, escaped, "6ff07aaea3961d438f3ddf1007f6341084449a6961ba67fe3e7c4de4c0f5f13b"},
        {secret, "", "5ba515637937b8b5e10c5afe6ce35393b8cdc623dd2e34987b4b95b67ff96249"},
        {secret,
         "{\"event\":\"order.created\"}\n",
         "7e1fc22bf747734cf6fc7470e2a605ccc35310dbb3093d510b3238daca157dbe"},
        // Upper-case digits are the same bytes.
        {secret, created, "F67521803540E3AD5FA2AB8159467345E7ABB6E030332B7F2AB5E503FFE2B384"},
    };
    for (const auto& [key, body, code] : vectors) {
        EXPECT_EQ(signature_refusal(key, body, code), "none") << code;
    }
}

TEST(SallaSignature, AgreesWithEveryFixture) {
    const auto provider = make_salla("", {secret});
    std::istringstream lines(fixture("salla/SIGNATURES.tsv"));
    std::string file;
    std::size_t size = 0;
    std::string code;
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with('#')) continue;
        std::istringstream(line) >> file >> size >> code;
        const std::string body = fixture("salla/" + file);
        EXPECT_EQ(body.size(), size) << file;
        EXPECT_EQ(refusal(*provider, {{"X-Salla-Signature", code}}, body), "none") << file;
        EXPECT_EQ(*provider->sign(body, now).headers.find("X-Salla-Signature"), code) << file;
        ++count;
    }
    EXPECT_EQ(count, fixtures_in("salla").size());
}

TEST(SallaSignature, RefusesWhatOnlyLooksLikeOne) {
    const std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>
        cases[] = {
            {"V3's signature over the text without escapes",
             hex_secret,
             updated,
             "6ff07aaea3961d438f3ddf1007f6341084449a6961ba67fe3e7c4de4c0f5f13b"},
            {"that of the re-serialised body",
             hex_secret,
             escaped,
             "d69dc061da50df0e520b2c83c5371d087e440df84d9928958d7ecf97aa9d6bd2"},
            {"with the secret decoded from hex",
             hex_secret,
             updated,
             "34dacccf62d2267c097388b62ea4614e53531537b3bca623996c1a132c3df81d"},
            {"a hash without a key",
             secret,
             created,
             "70633b09397c14476a1909db575557cad54d3ac681839760782cde88bdb9101a"},
            {"without the line's end",
             secret,
             "{\"event\":\"order.created\"}\n",
             "1240982decbe875e56035e92b6baac943a6a3f80c3bb5c93b952d1dedd723fd5"},
        };
    for (const auto& [what, key, body, code] : cases) {
        EXPECT_EQ(signature_refusal(key, body, code), "signature does not match") << what;
    }
    const std::string right(created_code);
    for (const std::string& malformed :
         {std::string(),
          "sha256=" + right,
          "SHA256=" + right,
          right.substr(1),
          right + "0",
          ' ' + right,
          right + ' ',
          "0x" + right.substr(2),
          right.substr(0, 63) + "g",
          std::string(secret),
          right + "," + right}) {
        EXPECT_EQ(signature_refusal(secret, created, malformed), "signature malformed")
            << malformed;
    }
}

TEST(SallaSignature, IsDemandedWhateverElseTheRequestSays) {
    const auto provider = make_salla("signature", {secret});
    const std::string token(secret);
    const std::string code(created_code);
    EXPECT_EQ(refusal(*provider, {}, created), "no signature header");
    EXPECT_EQ(
        refusal(
            *provider,
            {{"X-Salla-Security-Strategy", "Token"}, {"Authorization", token}},
            created
        ),
        "no signature header"
    ) << "the sender does not choose the scheme";
    EXPECT_EQ(
        refusal(
            *provider,
            {{"X-Salla-Security-Strategy", "none"},
             {"Authorization", "abcd1234"},
             {"Accept-Language", "AR"},
             {"X-Salla-Signature", code}},
            created
        ),
        "none"
    ) << "a merchant's own fixed headers mean nothing";
    EXPECT_EQ(
        refusal(*provider, {{"X-Salla-Signature", code}, {"x-salla-signature", code}}, created),
        "several signature headers"
    );
}

TEST(SallaToken, IsTheSecretBareOrBehindBearer) {
    EXPECT_EQ(token_refusal("test-webhook-secret"), "none");
    EXPECT_EQ(token_refusal("Bearer test-webhook-secret"), "none");
    EXPECT_EQ(token_refusal("bearer test-webhook-secret"), "none") << "scheme names have no case";
    EXPECT_EQ(token_refusal("BEARER test-webhook-secret"), "none");

    for (const std::string_view wrong :
         {"",
          "Bearer",
          "Bearer ",
          "test-webhook-secre",
          "test-webhook-secret2",
          "Test-Webhook-Secret",
          "Bearertest-webhook-secret",
          "Bearer Bearer test-webhook-secret",
          "Token test-webhook-secret",
          "Basic dGVzdC13ZWJob29rLXNlY3JldA==",
          "5ba515637937b8b5e10c5afe6ce35393b8cdc623dd2e34987b4b95b67ff96249"}) {
        EXPECT_EQ(token_refusal(std::string(wrong)), "token does not match") << wrong;
    }
    EXPECT_EQ(token_refusal(to_hex(HmacSha256(secret)({"{}"}))), "token does not match")
        << "the documents' prose is wrong";
}

TEST(SallaToken, MayItselfBeginWithBearer) {
    const auto provider = make_salla("token", {"Bearer abc"});
    EXPECT_EQ(refusal(*provider, {{"Authorization", "Bearer abc"}}, ""), "none");
    EXPECT_EQ(refusal(*provider, {{"Authorization", "Bearer Bearer abc"}}, ""), "none");
    EXPECT_EQ(refusal(*provider, {{"Authorization", "abc"}}, ""), "token does not match");
}

TEST(SallaToken, IsDemandedOnce) {
    const auto provider = make_salla("token", {secret});
    const std::string token(secret);
    EXPECT_EQ(refusal(*provider, {}, created), "no authorization header");
    EXPECT_EQ(
        refusal(*provider, {{"X-Salla-Signature", std::string(created_code)}}, created),
        "no authorization header"
    );
    EXPECT_EQ(
        refusal(*provider, {{"Authorization", token}, {"Authorization", token}}, created),
        "several authorization headers"
    );
}

std::unique_ptr<Provider> make_expiring(const std::string& scheme) {
    Setting::Table old{{"env", {std::string("KEY")}}, {"name", {std::string("old")}}};
    old["until"] = {now};
    Setting::Table table{{"secrets", {Setting::Array{{old}}}}, {"scheme", {scheme}}};
    Settings section("source[0]", table, {.folder = {}, .environment = [](const std::string&) {
                                              return std::optional<std::string>(secret);
                                          }});
    auto provider = find_provider_type("salla")->create(section);
    EXPECT_TRUE(provider) << provider.error().message;
    return *std::move(provider);
}

TEST(SallaSchemes, TakeSecretsWithinTheirTimeOnly) {
    for (const std::string scheme : {"signature", "token"}) {
        const auto provider = make_expiring(scheme);
        const Time before = now - std::chrono::seconds{1};
        RawRequest request;
        request.headers = provider->sign(created, before).headers;
        request.body = created;
        const auto proof = provider->verify(request, before);
        ASSERT_TRUE(proof) << scheme;
        EXPECT_EQ(proof->secret, "old");
        EXPECT_FALSE(provider->verify(request, now)) << scheme;
        EXPECT_TRUE(provider->sign(created, now).headers.empty()) << scheme;
    }
}

TEST(SallaSchemes, HideTheirHeader) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(make_salla("", {secret})->proof_headers(), Names{"X-Salla-Signature"});
    EXPECT_EQ(make_salla("token", {secret})->proof_headers(), Names{"Authorization"});
}

std::string complaint(Setting::Table table) {
    table["secrets"] = {Setting::Array{{std::string(secret)}}};
    Settings section("source[2]", std::move(table), {});
    const auto provider = find_provider_type("salla")->create(section);
    if (!provider) return provider.error().message;
    const auto rest = section.finish();
    return rest ? "none" : rest.error().message;
}

TEST(SallaSchemes, AreTwo) {
    EXPECT_EQ(complaint({}), "none");
    EXPECT_EQ(
        complaint({{"scheme", {std::string("bearer")}}}),
        R"(source[2].scheme: expected "signature" or "token", got "bearer")"
    );
    EXPECT_TRUE(complaint({{"scheme", {std::int64_t{1}}}}).starts_with("source[2].scheme: "));
    for (const std::string key : {"header", "tolerance", "tenant"}) {
        EXPECT_TRUE(complaint({{key, {std::string("x")}}}).starts_with("source[2]." + key)) << key;
    }
}

TEST(SallaSchemes, ProveNothingWithoutASecret) {
    for (const std::string scheme : {"signature", "token"}) {
        Setting::Table table{{"verify", {std::string("none")}}, {"scheme", {scheme}}};
        Settings section("source[0]", std::move(table), {});
        const auto provider = find_provider_type("salla")->create(section);
        ASSERT_TRUE(provider) << provider.error().message;
        EXPECT_TRUE(section.finish());
        const Headers headers{
            {"Authorization", ""},
            {"X-Salla-Signature", to_hex(HmacSha256("")({created}))}};
        EXPECT_NE(refusal(**provider, headers, created), "none") << scheme;
        EXPECT_TRUE((*provider)->sign(created, now).headers.empty());
    }
}

} // namespace
} // namespace orderhook::test
