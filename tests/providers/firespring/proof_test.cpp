#include "providers/contract.hpp"
#include "providers/registry.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

const Time now{std::chrono::seconds{1'790'000'000}};
const std::string path_secret = "Zr3kP0wq-8LmT_yV5uXa2N"; // 22 characters, the shortest
const std::string credentials = "firespring:s3cr3t-token";

Result<std::unique_ptr<Provider>> create(const std::string& scheme, std::string secret) {
    const ContractEntry entry{
        .vendor = "firespring",
        .secret = {},
        .other_secret = {},
        .scheme = scheme};
    return make_provider(entry, {std::move(secret)});
}

std::string error_of_target(std::string target) {
    RawRequest request;
    request.target = std::move(target);
    const auto proof = create("path", path_secret).value()->verify(request, now);
    if (proof) return "none";
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
    return proof.error().message;
}

std::string error_of_headers(Headers headers) {
    RawRequest request;
    request.target = "/hooks/firespring";
    request.headers = std::move(headers);
    const auto proof = create("basic", credentials).value()->verify(request, now);
    if (proof) return "none";
    EXPECT_EQ(proof.error().code, Errc::unauthenticated);
    return proof.error().message;
}

std::string error_of_settings(Setting::Table table) {
    Settings section("source[3]", std::move(table), {});
    const auto provider = find_provider_type("firespring")->create(section);
    if (!provider) return provider.error().message;
    const auto rest = section.finish();
    return rest ? "none" : rest.error().message;
}

TEST(FirespringPath, TakesTheSecretAsTheLastSegment) {
    for (const std::string& target :
         {"/hooks/firespring/" + path_secret,
          "/" + path_secret,
          "/hooks/firespring/" + path_secret + "?attempt=2",
          "/hooks/firespring/" + path_secret + "?next=/elsewhere"}) {
        EXPECT_EQ(error_of_target(target), "none") << target;
    }
}

TEST(FirespringPath, RefusesEverythingElse) {
    std::string other = path_secret;
    other.back() = 'n';
    for (const std::string& target :
         {std::string("/hooks/firespring"),
          "/hooks/firespring/" + other,
          "/hooks/firespring/" + path_secret + "0",
          "/hooks/firespring/" + path_secret.substr(1),
          "/hooks/firespring/" + path_secret.substr(0, 21),
          "/hooks/firespring/" + path_secret + "/orders",
          "/hooks/firespring?secret=" + path_secret,
          "/hooks/firespring/x?y=/" + path_secret,
          "/hooks/firespring/%5A" + path_secret.substr(1),
          "/hooks/firespring-" + path_secret}) {
        EXPECT_EQ(error_of_target(target), "secret does not match") << target;
    }
    for (const std::string& target :
         {std::string(), std::string("/"), "/hooks/" + path_secret + "/", std::string("/?a")}) {
        EXPECT_EQ(error_of_target(target), "no secret in the path") << target;
    }
}

TEST(FirespringPath, TakesNoHeaderInstead) {
    RawRequest request;
    request.target = "/hooks/firespring";
    request.headers.add("Authorization", "Basic " + encode_base64("user:" + path_secret));
    EXPECT_FALSE(create("path", path_secret).value()->verify(request, now));
}

TEST(FirespringPath, IsTheDefaultAndSaysWhereItsProofIs) {
    const auto by_default = create("", path_secret).value();
    EXPECT_TRUE(by_default->proof_in_path());
    EXPECT_EQ(by_default->sign("{}", now).path_suffix, "/" + path_secret);
    EXPECT_TRUE(by_default->sign("{}", now).headers.empty());
    EXPECT_EQ(by_default->tolerance(), Duration::zero());

    const auto basic = create("basic", credentials).value();
    EXPECT_FALSE(basic->proof_in_path());
    EXPECT_EQ(basic->proof_headers(), std::vector<std::string>{"Authorization"});
    EXPECT_EQ(basic->sign("{}", now).path_suffix, "");
}

TEST(FirespringPath, NeedsSecretsThatNobodyGuessesAndEveryUrlHolds) {
    for (const std::string& secret :
         {path_secret.substr(1),
          path_secret + "/",
          path_secret + "+",
          path_secret + "=",
          path_secret + ".",
          path_secret + "%41",
          path_secret + " ",
          path_secret + "\xC3\xA9",
          path_secret + std::string(1, '\0')}) {
        const auto provider = create("path", secret);
        ASSERT_FALSE(provider) << secret;
        EXPECT_EQ(provider.error().code, Errc::misconfigured);
        EXPECT_EQ(
            provider.error().message,
            "source[0].secrets[0]: expected at least 22 characters of A-Z, a-z, 0-9, _ and -, "
            "got another form"
        );
    }
    const ContractEntry entry{.vendor = "firespring", .secret = {}, .other_secret = {}};
    const auto second = make_provider(entry, {path_secret, "short"});
    ASSERT_FALSE(second);
    EXPECT_TRUE(second.error().message.starts_with("source[0].secrets[1]: "));
}

TEST(FirespringPath, HidesTheHeadersInWhichProxiesRepeatIt) {
    Headers headers{{"x-original-uri", "/hooks/" + path_secret}, {"X-Forwarded-Uri", "/hooks"}};
    for (const std::string& name : create("path", path_secret).value()->proof_headers())
        headers.erase(name);
    EXPECT_TRUE(headers.empty());
}

TEST(FirespringBasic, AgreesWithTheVector) {
    const auto provider = create("basic", credentials).value();
    const Headers headers = provider->sign("{}", now).headers;
    ASSERT_EQ(headers.size(), 1u);
    EXPECT_EQ(*headers.find("Authorization"), "Basic ZmlyZXNwcmluZzpzM2NyM3QtdG9rZW4=");
    for (const char* value :
         {"Basic ZmlyZXNwcmluZzpzM2NyM3QtdG9rZW4=",
          "basic ZmlyZXNwcmluZzpzM2NyM3QtdG9rZW4=",
          "BASIC   ZmlyZXNwcmluZzpzM2NyM3QtdG9rZW4="}) {
        EXPECT_EQ(error_of_headers({{"authorization", value}}), "none") << value;
    }
}

TEST(FirespringBasic, RefusesOtherCredentials) {
    for (const char* other :
         {"firespring:s3cr3t-tokem",
          "firespring:s3cr3t-token ",
          "firespring:s3cr3t-toke",
          "Firespring:s3cr3t-token",
          "firespring:S3CR3T-TOKEN",
          "firesprin:gs3cr3t-token"}) {
        EXPECT_EQ(
            error_of_headers({{"Authorization", "Basic " + encode_base64(other)}}),
            "secret does not match"
        ) << other;
    }
}

TEST(FirespringBasic, RefusesMalformedHeaders) {
    const std::string right = encode_base64(credentials);
    for (const std::string& value :
         {std::string("Basic"),
          std::string("Basic "),
          "Basic " + right.substr(0, right.size() - 1),
          "Basic " + right.substr(0, 8) + " " + right.substr(8),
          "Basic " + right + " ",
          "Basic " + encode_base64("firespring"),
          "Basic " + encode_base64(":s3cr3t-token"),
          "Basic " + encode_base64("firespring:"),
          "Basic " + credentials}) {
        EXPECT_EQ(error_of_headers({{"Authorization", value}}), "authorization malformed") << value;
    }
    for (const std::string& value : {std::string(), right, "Bearer " + right, "Basic\t" + right}) {
        EXPECT_EQ(error_of_headers({{"Authorization", value}}), "authorization is not basic");
    }
    EXPECT_EQ(error_of_headers({}), "no authorization header");
    EXPECT_EQ(
        error_of_headers({{"Authorization", "Basic " + right}, {"authorization", "Basic eDp5"}}),
        "several authorization headers"
    );
}

TEST(FirespringBasic, TakesColonsAndUmlautsInThePassword) {
    const auto provider = create("basic", "nexway-prod:p@ss:w\xC3\xB6rd-2025").value();
    RawRequest request;
    request.headers = {{"Authorization", "Basic bmV4d2F5LXByb2Q6cEBzczp3w7ZyZC0yMDI1"}};
    EXPECT_TRUE(provider->verify(request, now));
}

TEST(FirespringBasic, NeedsAUserAndAPassword) {
    for (const char* secret : {"firespring", ":s3cr3t", "firespring:", ":"}) {
        const auto provider = create("basic", secret);
        ASSERT_FALSE(provider) << secret;
        EXPECT_EQ(
            provider.error().message,
            "source[0].secrets[0]: expected user:password, got another form"
        );
    }
}

TEST(FirespringSettings, NameTheKeyThatIsWrong) {
    const Setting secrets{Setting::Array{{path_secret}}};
    EXPECT_EQ(error_of_settings({{"secrets", secrets}, {"tenant", {std::string("4")}}}), "none");
    EXPECT_EQ(
        error_of_settings({{"secrets", secrets}, {"scheme", {std::string("token")}}}),
        R"(source[3].scheme: expected "path" or "basic", got "token")"
    );
    EXPECT_TRUE(error_of_settings({{"secrets", secrets}, {"tenant", {std::int64_t{4}}}}
    ).starts_with("source[3].tenant: expected "));
    EXPECT_TRUE(error_of_settings({{"secrets", secrets}, {"header", {std::string("X")}}}
    ).starts_with("source[3].header: unknown key"));
    EXPECT_TRUE(error_of_settings({{"secrets", secrets}, {"tolerance", {std::string("3d")}}}
    ).starts_with("source[3].tolerance: unknown key"));
    EXPECT_TRUE(error_of_settings({}).starts_with("source[3].secrets: expected "));
}

TEST(FirespringSettings, WithoutSecretsNothingIsProved) {
    Settings section("source[0]", {{"verify", {std::string("none")}}}, {});
    const auto provider = find_provider_type("firespring")->create(section);
    ASSERT_TRUE(provider) << provider.error().message;
    for (const char* target : {"/hooks/firespring", "/hooks/firespring/", "/hooks/firespring/x"}) {
        RawRequest request;
        request.target = target;
        EXPECT_FALSE((*provider)->verify(request, now)) << target;
    }
    EXPECT_EQ((*provider)->sign("{}", now).path_suffix, "");
}

TEST(FirespringSettings, SecretsVouchWithinTheirTimeOnly) {
    Setting::Table old{{"env", {std::string("OLD")}}, {"name", {std::string("old")}}};
    old["until"] = {now};
    Setting::Table fresh{{"env", {std::string("NEW")}}, {"name", {std::string("new")}}};
    fresh["from"] = {now};
    const std::string other = "0123456789abcdefABCDEF";
    Settings section(
        "source[0]",
        {{"secrets", {Setting::Array{{old}, {fresh}}}}},
        {.folder = {},
         .environment =
             [&](const std::string& name) {
                 return std::optional<std::string>(name == "OLD" ? path_secret : other);
             }}
    );
    const auto provider = find_provider_type("firespring")->create(section);
    ASSERT_TRUE(provider) << provider.error().message;
    RawRequest request;
    request.target = "/hooks/firespring/" + path_secret;
    const Time before = now - std::chrono::seconds{1};
    EXPECT_EQ((*provider)->verify(request, before).value().secret, "old");
    EXPECT_FALSE((*provider)->verify(request, now));
    EXPECT_EQ((*provider)->sign("{}", before).path_suffix, "/" + path_secret);
    EXPECT_EQ((*provider)->sign("{}", now).path_suffix, "/" + other);
    request.target = "/hooks/firespring/" + other;
    EXPECT_FALSE((*provider)->verify(request, before));
    EXPECT_EQ((*provider)->verify(request, now).value().secret, "new");
}

} // namespace
} // namespace orderhook::test
