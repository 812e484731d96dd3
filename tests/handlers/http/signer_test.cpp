#include "handlers/http/signer.hpp"

#include <gtest/gtest.h>

namespace orderhook::outgoing {
namespace {

Settings section_of(Setting secrets) {
    return Settings("handler[0]", {{"secrets", std::move(secrets)}}, {});
}

Setting key_text(std::string value) { return {std::move(value)}; }

Setting secret(std::string value, std::string from, std::string until) {
    // Only secrets of the environment have a life.
    return {Setting::Table{
        {"env", key_text(std::move(value))},
        {"from", key_text(std::move(from))},
        {"until", key_text(std::move(until))},
    }};
}

std::string whsec(std::size_t bytes) { return "whsec_" + encode_base64(std::string(bytes, 'k')); }

std::string refusal_of(std::string value) {
    auto section = section_of({Setting::Array{key_text(whsec(24)), key_text(std::move(value))}});
    const auto signer = Signer::read(section);
    return signer ? "no error" : signer.error().message;
}

// The example of the reference implementations of Standard Webhooks.
TEST(Signer, KnowsTheVectorOfStandardWebhooks) {
    auto section = section_of({Setting::Array{key_text("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}});
    const auto signer = Signer::read(section);
    ASSERT_TRUE(signer) << signer.error().message;
    EXPECT_TRUE(signer->has_secrets());
    EXPECT_EQ(
        signer->sign("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", R"({"test": 2432232314})", {}),
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    );
}

TEST(Signer, SignsWithEverySecretThatIsLive) {
    Settings section(
        "handler[0]",
        {{"secrets",
          {Setting::Array{
              secret("OLD", "2020-01-01T00:00:00Z", "2021-01-02T00:00:00Z"),
              secret("NEW", "2021-01-01T00:00:00Z", "2022-01-01T00:00:00Z")}}}},
        {.folder = "/",
         .environment = [](const std::string& name
                        ) { return std::optional(whsec(name == "OLD" ? 24 : 64)); },
         .now = *parse_rfc3339("2020-06-01T00:00:00Z")}
    );
    const auto signer = Signer::read(section);
    ASSERT_TRUE(signer) << signer.error().message;
    const auto sign = [&](std::string_view now) {
        return signer->sign("id", "1", "body", *parse_rfc3339(now));
    };
    const auto old_alone = sign("2020-12-31T00:00:00Z");
    const auto new_alone = sign("2021-01-03T00:00:00Z");
    EXPECT_EQ(old_alone.size(), 47u);
    EXPECT_NE(old_alone, new_alone);
    EXPECT_EQ(sign("2021-01-01T12:00:00Z"), old_alone + ' ' + new_alone);
    EXPECT_EQ(sign("2022-01-01T00:00:00Z"), "");
    EXPECT_TRUE(section.warnings().empty());
}

TEST(Signer, SignsNothingWithoutSecrets) {
    Settings section("handler[0]", {}, {});
    const auto signer = Signer::read(section);
    ASSERT_TRUE(signer);
    EXPECT_FALSE(signer->has_secrets());
}

TEST(Signer, RefusesOtherSecretsWithoutRepeatingThem) {
    const std::string problem =
        "handler[0].secrets[1]: expected whsec_ and the base64 of 24 to 64 bytes";
    EXPECT_EQ(refusal_of(whsec(23)), problem);
    EXPECT_EQ(refusal_of(whsec(65)), problem);
    EXPECT_EQ(refusal_of(encode_base64(std::string(32, 'k'))), problem);
    EXPECT_EQ(refusal_of("whsec_not-base64-but-long-enough-to-be-a-key"), problem);
    EXPECT_EQ(refusal_of("whsec_"), problem);
    EXPECT_EQ(refusal_of(whsec(64)), "no error");
}

TEST(Signer, WarnsWhenNoSecretWillEverSignAgain) {
    Settings section(
        "handler[0]",
        {{"secrets",
          {Setting::Array{secret("OLD", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")}}}},
        {.folder = "/",
         .environment = [](const std::string&) { return std::optional(whsec(24)); },
         .now = *parse_rfc3339("2022-01-01T00:00:00Z")}
    );
    EXPECT_TRUE(Signer::read(section));
    ASSERT_EQ(section.warnings().size(), 1u);
    EXPECT_EQ(section.warnings()[0], "handler[0].secrets: all have expired, so nothing is sent");
}

TEST(Signer, WarnsOfTheTimeBetweenTwoSecrets) {
    Settings section(
        "handler[0]",
        {{"secrets",
          {Setting::Array{
              secret("OLD", "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"),
              secret("NEW", "2023-01-01T00:00:00Z", "2024-01-01T00:00:00Z")}}}},
        {.folder = "/",
         .environment = [](const std::string&) { return std::optional(whsec(24)); },
         .now = *parse_rfc3339("2022-01-01T00:00:00Z")}
    );
    EXPECT_TRUE(Signer::read(section));
    ASSERT_EQ(section.warnings().size(), 1u);
    EXPECT_EQ(
        section.warnings()[0],
        "handler[0].secrets: none is valid now, so for the time being nothing is sent"
    );
}

} // namespace
} // namespace orderhook::outgoing
