#include "journal/sqlite/packed_texts.hpp"

#include <gtest/gtest.h>

namespace orderhook::test {

namespace {

TEST(PackedTexts, ComeBackAsTheyWere) {
    std::string bytes;
    const std::vector<std::size_t> sizes{0, 1, 0x7f, 0x80, 0x3fff, 0x4000, 0};
    for (const std::size_t size : sizes)
        append_packed(bytes, std::string(size, static_cast<char>(size)));
    std::string_view rest = bytes;
    for (const std::size_t size : sizes)
        EXPECT_EQ(take_packed(rest), std::string(size, static_cast<char>(size))) << size;
    EXPECT_TRUE(rest.empty());
}

TEST(PackedTexts, HaveTheirLengthBeforeThem) {
    std::string bytes;
    append_packed(bytes, "ab");
    append_packed(bytes, std::string(300, 'c'));
    EXPECT_EQ(
        bytes.substr(0, 6),
        "\x02"
        "ab\xac\x02"
        "c"
    );
}

TEST(PackedTexts, AreNothingWhenTheyAreDamaged) {
    for (const std::string& bytes :
         {std::string(),
          std::string("\x03"
                      "ab"),
          std::string("\x80"),
          std::string(9, '\xff'),
          std::string(8, '\xff') + '\x7f',
          std::string(20, '\x80') + '\0'}) {
        std::string_view rest = bytes;
        EXPECT_FALSE(take_packed(rest)) << testing::PrintToString(bytes);
    }
}

} // namespace

} // namespace orderhook::test
