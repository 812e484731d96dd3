#include <orderhook/http.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(EqualWithoutCase, ComparesAsciiOnly) {
    EXPECT_TRUE(equal_without_case("Content-Type", "cONTENT-tYPE"));
    EXPECT_TRUE(equal_without_case("", ""));
    EXPECT_FALSE(equal_without_case("content-type", "content-typ"));
    EXPECT_FALSE(equal_without_case("", "a"));
    EXPECT_FALSE(equal_without_case("@", "`")); // 0x20 apart, as letters of two cases are
    EXPECT_FALSE(equal_without_case("\xc4", "\xe4"));
}

TEST(Headers, FindsTheFirstOfAName) {
    const Headers headers{{"X-Proof", "one"}, {"x-proof", "two"}, {"Host", "shop"}};
    ASSERT_NE(headers.find("X-PROOF"), nullptr);
    EXPECT_EQ(*headers.find("X-PROOF"), "one");
    EXPECT_EQ(headers.find("proof"), nullptr);
    EXPECT_EQ(headers.count("x-Proof"), 2u);
    EXPECT_EQ(headers.count("none"), 0u);
}

TEST(Headers, KeepsTheOrderTheyCameIn) {
    Headers headers;
    EXPECT_TRUE(headers.empty());
    headers.add("B", "1");
    headers.add("A", "2");
    const Headers expected{{"B", "1"}, {"A", "2"}};
    EXPECT_EQ(headers, expected);
}

TEST(Headers, ErasesEveryFieldOfAName) {
    Headers headers{{"Cookie", "1"}, {"Host", "shop"}, {"COOKIE", "2"}};
    headers.erase("cookie");
    EXPECT_EQ(headers.size(), 1u);
    EXPECT_EQ(headers.begin()->name, "Host");
}

} // namespace
} // namespace orderhook
