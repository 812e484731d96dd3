#include <orderhook/signature.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(Hex, WritesLowerCase) {
    const std::uint8_t bytes[] = {0x00, 0x0f, 0xa0, 0xff};
    EXPECT_EQ(to_hex(bytes), "000fa0ff");
    EXPECT_EQ(to_hex({}), "");
}

TEST(Hex, ReadsADigestInEitherCase) {
    const Sha256 digest = sha256("abc");
    const std::string lower = to_hex(digest);
    std::string upper = lower;
    for (char& letter : upper)
        letter = static_cast<char>(std::toupper(letter));
    EXPECT_EQ(sha256_from_hex(lower), digest);
    EXPECT_EQ(sha256_from_hex(upper), digest);
}

TEST(Hex, RefusesOtherTexts) {
    const std::string good(64, 'a');
    EXPECT_TRUE(sha256_from_hex(good));
    EXPECT_FALSE(sha256_from_hex(""));
    EXPECT_FALSE(sha256_from_hex(good.substr(1)));
    EXPECT_FALSE(sha256_from_hex(good + "a"));
    EXPECT_FALSE(sha256_from_hex(" " + good.substr(1)));
    EXPECT_FALSE(sha256_from_hex(good.substr(1) + "g"));
    EXPECT_FALSE(sha256_from_hex(good.substr(1) + std::string(1, '\0')));
    EXPECT_FALSE(sha256_from_hex(good.substr(1) + "\xff"));
    EXPECT_FALSE(sha256_from_hex("0x" + good.substr(2)));
}

TEST(Base64, KnowsTheVectorsOfRfc4648) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""},
        {"f", "Zg=="},
        {"fo", "Zm8="},
        {"foo", "Zm9v"},
        {"foob", "Zm9vYg=="},
        {"fooba", "Zm9vYmE="},
        {"foobar", "Zm9vYmFy"},
    };
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(encode_base64(bytes), text);
        EXPECT_EQ(decode_base64(text), bytes);
    }
}

TEST(Base64, KeepsEveryByte) {
    std::string bytes;
    for (int value = 0; value < 256; ++value)
        bytes += static_cast<char>(value);
    const std::string text = encode_base64(bytes);
    EXPECT_NE(text.find('+'), std::string::npos);
    EXPECT_NE(text.find('/'), std::string::npos);
    EXPECT_EQ(decode_base64(text), bytes);
}

TEST(Base64, RefusesOtherTexts) {
    for (const std::string_view text : {
             "Zg",
             "Zg=",
             "Zm8",
             "Zg==Zg==",
             "Z===",
             "====",
             "=",
             "Zm=v",
             "Zm9v\n",
             "Zm9v ",
             " Zm9",
             "Zm-_",
             "Zm9\xff",
             "Zh==",
             "Zm9=",
             "Zg==\n",
         })
        EXPECT_FALSE(decode_base64(text)) << text;
    EXPECT_FALSE(decode_base64(std::string_view("Zm9\0", 4)));
}

} // namespace
} // namespace orderhook
