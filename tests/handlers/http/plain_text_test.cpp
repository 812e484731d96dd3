#include "handlers/http/plain_text.hpp"

#include <gtest/gtest.h>

namespace orderhook::outgoing {
namespace {

TEST(PlainText, ReplacesWhatIsNoCharacter) {
    EXPECT_EQ(plain_text("caf\u00e9 \U0001F600"), "caf\u00e9 \U0001F600");
    EXPECT_EQ(plain_text("a\r\nb\t\x7F\xC2\x85z"), "a  b   z");
    EXPECT_EQ(plain_text(std::string_view("a\0b", 3)), "a b");
    EXPECT_EQ(plain_text("\xFF\xC3"), "\uFFFD\uFFFD");
    EXPECT_EQ(plain_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD") << "a surrogate";
    EXPECT_EQ(plain_text("\uFDCF\uFDF0\uFFFD"), "\uFDCF\uFDF0\uFFFD");
    EXPECT_EQ(plain_text("\xEF\xB7\x90\xEF\xBF\xBE\xF0\x9F\xBF\xBF"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(plain_text(""), "");
}

TEST(HeaderText, IsEncodedAsCloudEventsWantsIt) {
    EXPECT_EQ(header_text("Euro \u20AC \U0001F600"), "Euro%20%E2%82%AC%20%F0%9F%98%80");
    EXPECT_EQ(header_text("a\"b%c~/:,"), "a%22b%25c~/:,");
    EXPECT_EQ(header_text("x\r\nEvil: 1"), "x%20%20Evil:%201");
}

TEST(HeaderText, IsCutBehindAWholeCharacter) {
    const std::string most(longest_header_text, 'x');
    EXPECT_EQ(header_text(most), most);
    EXPECT_EQ(header_text(most + 'y'), most);
    const auto fewer = most.substr(0, longest_header_text - 6);
    EXPECT_EQ(header_text(fewer + "\u00e9z"), fewer + "%C3%A9");
    EXPECT_EQ(header_text(fewer + "y\u00e9z"), fewer + 'y');
    EXPECT_EQ(header_text(std::string(5000, ' ')).size(), 1023u);
}

} // namespace
} // namespace orderhook::outgoing
