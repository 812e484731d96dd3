#include "text/percent.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(PercentEncoding, ComesBackWhateverItHolds) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
    EXPECT_EQ(percent_decoded(percent_encoded("")), "");
}

TEST(PercentEncoding, KeepsOnlyWhatEveryUriMayHold) {
    EXPECT_EQ(percent_encoded("shop-eu_1.~aZ09"), "shop-eu_1.~aZ09");
    EXPECT_EQ(percent_encoded("a b/c?\u00e9%"), "a%20b%2Fc%3F%C3%A9%25");
    EXPECT_EQ(percent_encoded("order:17 &x"), "order%3A17%20%26x");
    EXPECT_EQ(percent_encoded(std::string_view("\0[`{@", 5)), "%00%5B%60%7B%40");
}

TEST(PercentEncoding, KeepsWhatItIsTold) {
    const auto is_colon = [](char letter) { return letter == ':'; };
    EXPECT_EQ(percent_encoded("a:\xff", is_colon), "%61:%FF");
}

TEST(PercentDecoding, TakesDigitsOfEitherCaseAndAllElseAsItIs) {
    EXPECT_EQ(percent_decoded("a%2fb%2F+%20"), "a/b/+ ");
    EXPECT_EQ(percent_decoded("%252f"), "%2f");
}

TEST(PercentDecoding, RefusesWhatIsCutOrNoHex) {
    for (const char* text : {"%", "a%4", "%zz", "%4g", "%g4", "%%41"})
        EXPECT_FALSE(percent_decoded(text)) << text;
}

} // namespace
} // namespace orderhook
