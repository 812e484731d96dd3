#include "providers/contract.hpp"
#include "providers/fixtures.hpp"
#include "providers/registry.hpp"

#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

using Json = nlohmann::json;

constexpr std::string_view key = "super-secret-webhooks-verification-key";
const Time now{std::chrono::seconds{1'592'570'791}};

std::unique_ptr<Provider>
make_ordergroove(const std::vector<std::string>& secrets, const std::string& tolerance) {
    ContractEntry entry{.vendor = "ordergroove", .secret = {}, .other_secret = {}};
    entry.further_keys["tolerance"] = {tolerance};
    auto provider = make_provider(entry, secrets);
    EXPECT_TRUE(provider) << provider.error().message;
    return *std::move(provider);
}

RawRequest request_of(std::string header, std::string body) {
    RawRequest request;
    request.headers.add("ordergroove-SIGNATURE", std::move(header));
    request.body = std::move(body);
    return request;
}

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

std::string code_of(std::string_view timestamp, std::string_view body) {
    return to_hex(HmacSha256(key)({timestamp, ".", body}));
}

std::string error_of(const std::string& header, const std::string& tolerance = "3d") {
    const auto proof =
        make_ordergroove({std::string(key)}, tolerance)->verify(request_of(header, "{}"), now);
    return proof ? "none" : proof.error().message;
}

TEST(OrdergrooveSignature, AgreesWithEveryVector) {
    const Json file = Json::parse(fixture("ordergroove/vectors/signature_vectors.json"));
    ASSERT_EQ(file["vectors"].size(), 26u);
    for (const Json& vector : file["vectors"]) {
        const auto provider = make_ordergroove(vector["secrets"], "300s");
        const RawRequest request =
            request_of(vector["header_value"], from_hex(vector["body_hex"].get<std::string>()));
        const Time at{std::chrono::seconds{vector["now"].get<std::int64_t>()}};
        const std::string expect = vector["expect"];
        const auto proof = provider->verify(request, at);
        EXPECT_EQ(proof.has_value(), expect.starts_with("valid")) << vector["name"];
        if (proof) continue;
        const bool stale = expect == "reject_if_tolerance_300";
        EXPECT_EQ(proof.error().code, stale ? Errc::stale : Errc::unauthenticated)
            << vector["name"];
    }
    for (const Json& vector : file["file_vectors"]) {
        const auto provider = make_ordergroove({vector["secret"].get<std::string>()}, "300s");
        const std::string body = fixture("ordergroove/" + vector["file"].get<std::string>());
        const Time at{std::chrono::seconds{vector["now"].get<std::int64_t>()}};
        EXPECT_TRUE(provider->verify(request_of(vector["header_value"], body), at))
            << vector["file"];
        EXPECT_EQ(
            *provider->sign(body, at).headers.find("Ordergroove-Signature"),
            vector["header_value"].get<std::string>()
        );
    }
}

TEST(OrdergrooveSignature, RefusesMalformedHeaders) {
    const std::string right = code_of("1592570791", "{}");
    const std::string sig = ",sig=" + right;
    ASSERT_EQ(error_of("ts=1592570791" + sig), "none");

    std::string nine = "ts=1592570791";
    for (int i = 0; i < 9; ++i)
        nine += sig;
    for (const std::string& header : {
             std::string(),
             std::string(","),
             std::string("ts=1592570791"),
             "sig=" + right,
             "ts=1592570791" + sig + ",ts=1592570791",
             nine,
             "ts=1592570791000" + sig,
             "ts=" + sig,
             "ts=+1592570791" + sig,
             "ts=-1" + sig,
             "ts=1592570791.0" + sig,
             "TS=1592570791" + sig,
             "ts=1592570791,sig=" + right.substr(1),
             "ts=1592570791,sig=" + right + "00",
         }) {
        EXPECT_EQ(error_of(header), "signature malformed") << header;
    }
}

TEST(OrdergrooveSignature, TriesUpToEightCodes) {
    std::string header = "ts=1592570791";
    for (int i = 0; i < 7; ++i)
        header += ",sig=" + std::string(64, '0');
    EXPECT_EQ(error_of(header), "signature does not match");
    EXPECT_EQ(error_of(header + ",sig=" + code_of("1592570791", "{}")), "none");
}

TEST(OrdergrooveSignature, RefusesNoHeaderAndTwo) {
    const auto provider = make_ordergroove({std::string(key)}, "3d");
    RawRequest request = request_of("ts=1592570791,sig=" + code_of("1592570791", "{}"), "{}");
    ASSERT_TRUE(provider->verify(request, now));
    request.headers.add("Ordergroove-Signature", "ts=1592570791,sig=00");
    EXPECT_EQ(provider->verify(request, now).error().message, "several signature headers");
    request.headers = {};
    EXPECT_EQ(provider->verify(request, now).error().message, "no signature header");
}

TEST(OrdergrooveSignature, ChecksTheCodeBeforeTheAge) {
    const auto header = [](std::string timestamp) {
        return "ts=" + timestamp + ",sig=" + code_of(timestamp, "{}");
    };
    EXPECT_EQ(error_of(header("1592311591")), "none") << "three days to the second";
    EXPECT_EQ(error_of(header("1592311590")), "timestamp too old");
    EXPECT_EQ(error_of(header("0")), "timestamp too old");
    EXPECT_EQ(error_of(header("0"), "0"), "none") << "tolerance off";
    EXPECT_EQ(error_of(header("1592571091")), "none") << "five minutes ahead";
    EXPECT_EQ(error_of(header("1592571092")), "timestamp in the future");
    EXPECT_EQ(error_of(header("999999999999"), "0"), "timestamp in the future");
    EXPECT_EQ(error_of("ts=0,sig=" + std::string(64, '0')), "signature does not match");
}

TEST(OrdergrooveSignature, TakesSecretsWithinTheirTimeOnly) {
    ContractEntry entry{.vendor = "ordergroove", .secret = {}, .other_secret = {}};
    Setting::Table old{{"env", {std::string("KEY")}}, {"name", {std::string("old")}}};
    old["until"] = {now};
    Setting::Table table{{"secrets", {Setting::Array{{old}}}}};
    Settings section("source[0]", table, {.folder = {}, .environment = [](const std::string&) {
                                              return std::optional<std::string>(key);
                                          }});
    const auto provider = find_provider_type("ordergroove")->create(section);
    ASSERT_TRUE(provider) << provider.error().message;

    const Time before = now - std::chrono::seconds{1};
    const Credentials credentials = (*provider)->sign("{}", before);
    RawRequest request;
    request.headers = credentials.headers;
    request.body = "{}";
    const auto proof = (*provider)->verify(request, before);
    ASSERT_TRUE(proof);
    EXPECT_EQ(proof->secret, "old");
    EXPECT_EQ((*provider)->verify(request, now).error().message, "signature does not match");
    EXPECT_TRUE((*provider)->sign("{}", now).headers.empty());
}

TEST(OrdergrooveSignature, TellsHowLongItTakesAProofAndHidesItsHeader) {
    const auto provider = make_ordergroove({std::string(key)}, "2h");
    EXPECT_EQ(provider->tolerance(), std::chrono::hours{2} + std::chrono::minutes{5});
    EXPECT_EQ(make_ordergroove({std::string(key)}, "0")->tolerance(), Duration::zero());
    EXPECT_EQ(provider->proof_headers(), std::vector<std::string>{"Ordergroove-Signature"});
}

} // namespace
} // namespace orderhook::test
