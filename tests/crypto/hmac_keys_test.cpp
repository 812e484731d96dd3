#include <orderhook/hmac_keys.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

constexpr Time at(int seconds) { return Time{std::chrono::seconds{seconds}}; }

Sha256 code_of(std::string_view key, std::string_view text) { return HmacSha256(key)({text}); }

HmacKeys old_and_new() {
    std::vector<Secret> secrets;
    secrets.push_back({.name = "old", .text = "k1", .from = {}, .until = at(100)});
    secrets.push_back({.name = "new", .text = "k2", .from = at(50), .until = {}});
    return HmacKeys(std::move(secrets));
}

TEST(HmacKeys, FindsTheLiveSecretThatSigned) {
    const HmacKeys keys = old_and_new();
    const Sha256 by_old = code_of("k1", "ts.body");
    const Sha256 by_new = code_of("k2", "ts.body");
    const auto name_at = [&](const Sha256& code, int seconds) -> std::string {
        const Secret* found = keys.find({&code, 1}, {"ts", ".", "body"}, at(seconds));
        return found == nullptr ? "nobody" : found->name;
    };
    EXPECT_EQ(name_at(by_old, 99), "old");
    EXPECT_EQ(name_at(by_old, 100), "nobody");
    EXPECT_EQ(name_at(by_new, 49), "nobody");
    EXPECT_EQ(name_at(by_new, 50), "new");
    EXPECT_EQ(name_at(code_of("k3", "ts.body"), 60), "nobody");
    EXPECT_EQ(name_at(code_of("k1", "ts.bodY"), 60), "nobody");
}

TEST(HmacKeys, TakesOneGoodCodeAmongSeveral) {
    const HmacKeys keys = old_and_new();
    const Sha256 codes[] = {code_of("other", "x"), code_of("k2", "x")};
    ASSERT_NE(keys.find(codes, {"x"}, at(60)), nullptr);
    EXPECT_EQ(keys.find(std::span<const Sha256>(), {"x"}, at(60)), nullptr);
}

TEST(HmacKeys, SignsWithTheFirstLiveSecret) {
    const HmacKeys keys = old_and_new();
    EXPECT_EQ(keys.sign({"a", "b"}, at(60)), code_of("k1", "ab"));
    EXPECT_EQ(keys.sign({"a", "b"}, at(200)), code_of("k2", "ab"));
    EXPECT_EQ(HmacKeys({}).sign({"a"}, at(60)), std::nullopt);
}

} // namespace
} // namespace orderhook
