#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace orderhook {
namespace {

std::string hex(const Sha256& digest) { return to_hex(digest); }

std::string hmac(std::string_view key, std::string_view text) {
    return hex(HmacSha256(key)({text}));
}

TEST(Sha256Digest, KnowsTheVectorsOfNist) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        hex(sha256("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(
        hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    );
    EXPECT_EQ(
        hex(sha256(std::string(1'000'000, 'a'))),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

// RFC 4231, test cases 1 to 4, 6 and 7.
TEST(HmacSha256, KnowsTheVectorsOfRfc4231) {
    EXPECT_EQ(
        hmac(std::string(20, '\x0b'), "Hi There"),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    EXPECT_EQ(
        hmac("Jefe", "what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(
        hmac(std::string(20, '\xaa'), std::string(50, '\xdd')),
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    );
    std::string key;
    for (char byte = 1; byte <= 25; ++byte)
        key += byte;
    EXPECT_EQ(
        hmac(key, std::string(50, '\xcd')),
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    );
    EXPECT_EQ(
        hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
    EXPECT_EQ(
        hmac(
            std::string(131, '\xaa'),
            "This is a test using a larger than block-size key and a larger than block-size data. "
            "The key needs to be hashed before being used by the HMAC algorithm."
        ),
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    );
}

TEST(HmacSha256, TakesEmptyKeysAndTexts) {
    EXPECT_EQ(hmac("", ""), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(HmacSha256, TakesAKeyOfExactlyOneBlock) {
    const std::string block(64, 'k');
    EXPECT_NE(hmac(block, "x"), hmac(block + 'k', "x"));
    EXPECT_NE(hmac(block, "x"), hmac(block.substr(1), "x"));
}

TEST(HmacSha256, JoinsItsParts) {
    const HmacSha256 sign("key");
    EXPECT_EQ(sign({"1622589300", ".", "", "{}"}), sign({"1622589300.{}"}));
    EXPECT_EQ(sign({}), sign({""}));
}

TEST(HmacSha256, GivesTheSameCodeOnManyThreads) {
    const HmacSha256 sign("key");
    const Sha256 expected = sign({"body"});
    std::vector<int> wrong(4);
    {
        std::vector<std::jthread> threads;
        for (int& count : wrong)
            threads.emplace_back([&] {
                for (int turn = 0; turn < 1000; ++turn)
                    count += sign({"bo", "dy"}) == expected ? 0 : 1;
            });
    }
    EXPECT_EQ(wrong, std::vector<int>(4));
}

TEST(EqualInConstantTime, HoldsForTheSameTextOnly) {
    EXPECT_TRUE(equal_in_constant_time("secret", "secret"));
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time(std::string_view(), std::string_view()));
    const std::pair<std::string_view, std::string_view> different[] = {
        {"secret", "secreT"},
        {"Secret", "secret"},
        {"secre", "secret"},
        {"s", "secret"},
        {"secretsecret", "secret"},
        {"secretX", "secret"},
        {"ssssss", "s"},
        {"secret", "secretsecret"},
        {"", "secret"},
        {"secret", ""},
        {std::string_view("\0", 1), ""},
        {"", std::string_view("\0", 1)},
        {std::string_view("secret\0", 7), "secret"},
        {"\x80", std::string_view("\0", 1)},
    };
    for (const auto& [given, secret] : different)
        EXPECT_FALSE(equal_in_constant_time(given, secret)) << given << " and " << secret;
    const std::string long_text(65536 + 6, 's');
    EXPECT_FALSE(equal_in_constant_time(long_text, "ssssss"));
}

TEST(EqualInConstantTime, SeesADifferenceAtEveryPlace) {
    const Sha256 digest = sha256("abc");
    EXPECT_TRUE(equal_in_constant_time(digest, sha256("abc")));
    for (std::size_t place = 0; place < digest.size(); ++place) {
        Sha256 other = digest;
        other[place] ^= 1;
        EXPECT_FALSE(equal_in_constant_time(digest, other));
        const auto text_of = [](const Sha256& bytes) {
            return std::string(bytes.begin(), bytes.end());
        };
        EXPECT_FALSE(equal_in_constant_time(text_of(other), text_of(digest)));
    }
}

} // namespace
} // namespace orderhook
