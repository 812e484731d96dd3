#include "text/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace orderhook {
namespace {

TEST(Utf8, IsCutBetweenCharacters) {
    EXPECT_EQ(cut("abc", 3), "abc");
    EXPECT_EQ(cut("abc", 2), "ab");
    EXPECT_EQ(cut("a\u00e9\u00e9", 4), "a\u00e9");
    EXPECT_EQ(cut("\u00e9", 1), "");
}

// The examples of the CloudEvents HTTP binding, 3.1.3.2.
TEST(Utf8, IsCutAnywhereWhereItIsNone) {
    const std::string text(100, '\x80');
    EXPECT_EQ(cut(text, 50).size(), 50u);
    EXPECT_EQ(cut(text, 2).size(), 2u);
}

TEST(Utf8, CountsTheBytesOfAWellFormedCharacter) {
    EXPECT_EQ(character_size("a\xc3\xa9"), 1u);
    EXPECT_EQ(character_size("\xc3\xa9"), 2u);
    EXPECT_EQ(character_size("\xe2\x82\xac"), 3u);
    EXPECT_EQ(character_size("\xf0\x9f\x98\x80"), 4u);
    for (const char* wrong :
         {"\x80",
          "\xc3",
          "\xc0\x80",
          "\xe0\x80\x80",
          "\xed\xa0\x80",
          "\xf0\x80\x80\x80",
          "\xf4\x90\x80\x80",
          "\xff",
          "\xe2\x82"})
        EXPECT_EQ(character_size(wrong), 0u);
}

TEST(Utf8, ShowsNoControlCharacter) {
    EXPECT_EQ(printable_size(" "), 1u);
    EXPECT_EQ(printable_size("\xc2\xa0"), 2u);
    for (const char* control : {"\x01", "\n", "\x7f", "\xc2\x85", "\xc2\x9f"})
        EXPECT_EQ(printable_size(control), 0u);
    EXPECT_EQ(printable_size("\x80"), 0u);
}

} // namespace
} // namespace orderhook
