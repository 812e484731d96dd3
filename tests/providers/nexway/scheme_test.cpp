#include "providers/contract.hpp"
#include "providers/registry.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

const Time now{std::chrono::seconds{1'790'000'000}};
constexpr std::string_view token = "7b1f0c52d6e94a3b8f2107c5";

Result<std::unique_ptr<Provider>> create(Setting::Table keys) {
    Settings section("source[0]", std::move(keys), {});
    auto provider = find_provider_type("nexway")->create(section);
    if (!provider) return provider;
    if (const auto rest = section.finish(); !rest) return failure(rest);
    return provider;
}

Setting text(std::string_view value) { return {std::string(value)}; }

std::unique_ptr<Provider> with_secret(std::string_view secret, Setting::Table keys = {}) {
    keys["secrets"] = {Setting::Array{text(secret)}};
    auto provider = create(std::move(keys));
    EXPECT_TRUE(provider) << provider.error().message;
    return *std::move(provider);
}

std::unique_ptr<Provider> header_provider() {
    return with_secret(token, {{"scheme", text("header")}, {"header", text("X-Webhook-Token")}});
}

/// The reason of the refusal, `accepted` when there is none.
std::string answer(const Provider& provider, Headers headers) {
    RawRequest request;
    request.headers = std::move(headers);
    request.body = "{}";
    const auto proof = provider.verify(request, now);
    if (proof) return "accepted";
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
    return proof.error().message;
}

std::string authorized(const Provider& provider, const std::string& value) {
    return answer(provider, {{"authorization", value}});
}

std::string refusal_of(Setting::Table keys) {
    const auto provider = create(std::move(keys));
    return provider ? "none" : provider.error().message;
}

TEST(NexwayScheme, AgreesWithTheVectorsOfBasic) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"nexway:s3cret", "Basic bmV4d2F5OnMzY3JldA=="},
        {"nexway-prod:p@ss:wörd-2025", "Basic bmV4d2F5LXByb2Q6cEBzczp3w7ZyZC0yMDI1"},
        {"client123456789:secret123456789", "Basic Y2xpZW50MTIzNDU2Nzg5OnNlY3JldDEyMzQ1Njc4OQ=="},
    };
    for (const auto& [secret, header] : vectors) {
        const auto provider = with_secret(secret);
        EXPECT_EQ(authorized(*provider, std::string(header)), "accepted");
        EXPECT_EQ(
            provider->sign("{}", now).headers,
            (Headers{{"Authorization", std::string(header)}})
        );
    }
    EXPECT_EQ(
        authorized(
            *with_secret("nexway-prod:p@ss:wörd-2025"),
            "Basic bmV4d2F5LXByb2Q6cEBzczp39nJkLTIwMjU="
        ),
        "credentials do not match"
    ) << "in Latin-1";
}

TEST(NexwayScheme, AcceptsBasicInAnyCaseWithBlanksAround) {
    const auto provider = with_secret("nexway:s3cret");
    for (const char* header :
         {"basic bmV4d2F5OnMzY3JldA==",
          "BASIC bmV4d2F5OnMzY3JldA==",
          "Basic   bmV4d2F5OnMzY3JldA==",
          "Basic bmV4d2F5OnMzY3JldA==  \t"}) {
        EXPECT_EQ(authorized(*provider, header), "accepted") << header;
    }
}

TEST(NexwayScheme, RefusesOtherBasicCredentials) {
    const auto provider = with_secret("nexway:s3cret");
    const auto basic = [](std::string_view credentials) {
        return "Basic " + encode_base64(credentials);
    };
    const std::pair<std::string, std::string_view> cases[] = {
        {"", "another authorization scheme"},
        {"Basic", "another authorization scheme"},
        {"Basi", "another authorization scheme"},
        {"BasicbmV4d2F5OnMzY3JldA==", "another authorization scheme"},
        {"Bearer bmV4d2F5OnMzY3JldA==", "another authorization scheme"},
        {"bmV4d2F5OnMzY3JldA==", "another authorization scheme"},
        {"Basic bmV4d2F5 OnMzY3JldA==", "credentials malformed"},
        {"Basic bmV4d2F5OnMzY3JldA== x", "credentials malformed"},
        {"Basic bmV4d2F5OnMzY3JldA", "credentials malformed"},
        {"Basic bmV4d2F5OnMzY3JldB==", "credentials malformed"},
        {"Basic nexway:s3cret", "credentials malformed"},
        {basic("nexways3cret"), "credentials malformed"},
        {basic(":s3cret"), "credentials malformed"},
        {basic("nexway:"), "credentials malformed"},
        {basic(":"), "credentials malformed"},
        {basic("nexway:s3cre"), "credentials do not match"},
        {basic("nexway:s3cret0"), "credentials do not match"},
        {basic("nexway:s3cret\n"), "credentials do not match"},
        {basic("nexway:S3cret"), "credentials do not match"},
        {basic("Nexway:s3cret"), "credentials do not match"},
        {basic("nexwa:ys3cret"), "credentials do not match"},
        {basic("nexway::s3cret"), "credentials do not match"},
        {basic(" nexway:s3cret"), "credentials do not match"},
        {basic(std::string("nexway:s3cret\0", 14)), "credentials do not match"},
    };
    for (const auto& [header, reason] : cases) {
        EXPECT_EQ(authorized(*provider, header), reason) << header;
    }
}

TEST(NexwayScheme, TakesOneHeaderOnly) {
    const std::string right = "Basic bmV4d2F5OnMzY3JldA==";
    const auto basic = with_secret("nexway:s3cret");
    EXPECT_EQ(answer(*basic, {}), "no credentials header");
    EXPECT_EQ(
        answer(*basic, {{"Authorization", right}, {"authorization", right}}),
        "several credentials headers"
    );
    const std::string value(token);
    EXPECT_EQ(
        answer(*header_provider(), {{"X-Webhook-Token", value}, {"x-webhook-token", value}}),
        "several credentials headers"
    );
}

TEST(NexwayScheme, TakesABearerToken) {
    const auto provider = with_secret(token, {{"scheme", text("bearer")}});
    const std::string right(token);
    EXPECT_EQ(authorized(*provider, "Bearer " + right), "accepted");
    EXPECT_EQ(authorized(*provider, "bearer " + right + " "), "accepted");
    EXPECT_EQ(authorized(*provider, "Bearer " + right + "0"), "credentials do not match");
    EXPECT_EQ(authorized(*provider, "Bearer " + right.substr(1)), "credentials do not match");
    EXPECT_EQ(authorized(*provider, "Bearer " + right + " x"), "credentials do not match");
    EXPECT_EQ(authorized(*provider, "Bearer 7B1F0C52D6E94A3B8F2107C5"), "credentials do not match");
    EXPECT_EQ(authorized(*provider, "Bearer "), "another authorization scheme");
    EXPECT_EQ(authorized(*provider, right), "another authorization scheme");
    EXPECT_EQ(
        authorized(*provider, "Basic " + encode_base64("u:" + right)),
        "another authorization scheme"
    );
}

TEST(NexwayScheme, TakesAStaticHeader) {
    const auto provider = header_provider();
    const std::string right(token);
    const auto given = [&](const std::string& value) {
        return answer(*provider, {{"x-WEBHOOK-token", value}});
    };
    EXPECT_EQ(given(right), "accepted");
    EXPECT_EQ(given(right + " "), "accepted");
    EXPECT_EQ(given(right.substr(0, 23)), "credentials do not match");
    EXPECT_EQ(given(right + "0"), "credentials do not match");
    EXPECT_EQ(given("7B1F0C52D6E94A3B8F2107C5"), "credentials do not match");
    EXPECT_EQ(given(""), "credentials do not match");
    EXPECT_EQ(answer(*provider, {{"Authorization", right}}), "no credentials header");
    EXPECT_EQ(provider->proof_headers(), std::vector<std::string>{"X-Webhook-Token"});
    EXPECT_EQ(with_secret("a:b")->proof_headers(), std::vector<std::string>{"Authorization"});
}

TEST(NexwayScheme, TakesSecretsWithinTheirTimeOnly) {
    Setting::Table old{{"env", text("OLD")}, {"name", text("old")}, {"until", {now}}};
    Setting::Table fresh{{"env", text("NEW")}, {"name", text("new")}, {"from", {now}}};
    Setting::Table keys{{"secrets", {Setting::Array{{old}, {fresh}}}}};
    Settings section("source[0]", keys, {.folder = {}, .environment = [](const std::string& name) {
                                             return std::optional<std::string>("user:" + name);
                                         }});
    const auto provider = find_provider_type("nexway")->create(section);
    ASSERT_TRUE(provider) << provider.error().message;
    const auto secret_of = [&](std::string_view credentials, Time at) {
        RawRequest request;
        request.headers.add("Authorization", "Basic " + encode_base64(credentials));
        const auto proof = (*provider)->verify(request, at);
        return proof ? proof->secret : proof.error().message;
    };
    const Time before = now - std::chrono::seconds{1};
    EXPECT_EQ(secret_of("user:OLD", before), "old");
    EXPECT_EQ(secret_of("user:NEW", before), "credentials do not match");
    EXPECT_EQ(secret_of("user:OLD", now), "credentials do not match");
    EXPECT_EQ(secret_of("user:NEW", now), "new");
    EXPECT_EQ(
        *(*provider)->sign("{}", now).headers.find("Authorization"),
        "Basic " + encode_base64("user:NEW")
    );
}

TEST(NexwayScheme, ProvesNothingWithoutSecrets) {
    const auto provider = create({{"verify", text("none")}});
    ASSERT_TRUE(provider) << provider.error().message;
    EXPECT_EQ(answer(**provider, {}), "no credentials header");
    EXPECT_EQ(authorized(**provider, "Basic " + encode_base64("a:b")), "credentials do not match");
    EXPECT_TRUE((*provider)->sign("{}", now).headers.empty());
}

TEST(NexwayScheme, SaysWhichKeyIsWrong) {
    const auto with = [](std::string_view scheme, std::string_view secret) {
        return refusal_of(
            {{"scheme", text(scheme)}, {"secrets", {Setting::Array{text("a:b"), text(secret)}}}}
        );
    };
    const std::string form = "source[0].secrets[1]: expected user:password, got another form";
    EXPECT_EQ(with("basic", "password"), form);
    EXPECT_EQ(with("basic", ":password"), form);
    EXPECT_EQ(with("basic", "user:"), form);
    const std::string token_form =
        "source[0].secrets[1]: expected visible characters without blanks, got others";
    EXPECT_EQ(with("bearer", "two words"), token_form);
    EXPECT_EQ(with("bearer", "wörd"), token_form);
    EXPECT_EQ(with("bearer", "line\nline"), token_form);
    EXPECT_EQ(
        with("digest", "c:d"),
        R"(source[0].scheme: expected "basic", "bearer" or "header", got "digest")"
    );

    const auto header = [](std::string_view name, std::string_view secret) {
        return refusal_of(
            {{"scheme", text("header")},
             {"header", text(name)},
             {"secrets", {Setting::Array{text(secret)}}}}
        );
    };
    EXPECT_EQ(header("X-Token", "two words"), "none");
    const std::string value_form = "source[0].secrets[0]: expected a header's value without blanks "
                                   "around it, got another form";
    EXPECT_EQ(header("X-Token", "value "), value_form);
    EXPECT_EQ(header("X-Token", "line\r\nX-Other: line"), value_form);
    for (const char* name : {"", "X Token", "X-Token:"}) {
        EXPECT_EQ(
            header(name, "value"),
            "source[0].header: expected a header's name such as \"X-Webhook-Token\", got \""
                + std::string(name) + '"'
        );
    }
    EXPECT_TRUE(refusal_of({{"scheme", text("header")}, {"verify", text("none")}}
    ).starts_with("source[0].header: expected "));
    EXPECT_EQ(
        refusal_of({{"header", text("X-Token")}, {"secrets", {Setting::Array{text("a:b")}}}}),
        R"(source[0].header: expected no such key unless scheme is "header", got scheme "basic")"
    );
}

} // namespace
} // namespace orderhook::test
