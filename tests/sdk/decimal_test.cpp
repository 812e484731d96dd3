#include <orderhook/decimal.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

std::string reprint(std::string_view text) {
    const auto number = Decimal::from_text(text);
    return number ? number->to_text() : "nothing";
}

Decimal decimal(std::string_view text) { return Decimal::from_text(text).value(); }

TEST(Decimal, KeepsItsScale) {
    for (const std::string_view text :
         {"0",
          "7",
          "12.10",
          "-12.10",
          "0.00",
          "0.05",
          "-0.5",
          "12345678901234567.89",
          "99999999999999999999999999999999999999",
          "0.00000000000000000000000000000000000001"}) {
        EXPECT_EQ(reprint(text), text);
    }
}

TEST(Decimal, ReadsExponentsExactly) {
    EXPECT_EQ(reprint("1.2e3"), "1200");
    EXPECT_EQ(reprint("1.2E+1"), "12");
    EXPECT_EQ(reprint("125e-2"), "1.25");
    EXPECT_EQ(reprint("1e-38"), "0.00000000000000000000000000000000000001");
    EXPECT_EQ(reprint("0e500"), "0");
    EXPECT_EQ(reprint("007.50"), "7.50");
}

TEST(Decimal, RefusesWhatIsNoDecimalOrTooLong) {
    for (const std::string_view text :
         {"",
          "-",
          "+1",
          ".5",
          "5.",
          "1,5",
          " 1",
          "1 ",
          "1e",
          "1e+",
          "1e+-2",
          "1.2.3",
          "0x1",
          "nan",
          "undefined",
          "--1",
          "1e38",
          "1e99999999999",
          "1e-39",
          "100000000000000000000000000000000000000",
          "1.00000000000000000000000000000000000000000"}) {
        EXPECT_EQ(reprint(text), "nothing") << text;
    }
}

TEST(Decimal, ComparesByValue) {
    EXPECT_EQ(decimal("12.10"), decimal("12.1"));
    EXPECT_EQ(decimal("0.00"), decimal("-0"));
    EXPECT_EQ(decimal("7"), Decimal(7));
    EXPECT_LT(decimal("-1.5"), decimal("-1.4"));
    EXPECT_LT(decimal("-0.1"), decimal("0.1"));
    EXPECT_GT(
        decimal("99999999999999999999999999999999999999"),
        decimal("0.00000000000000000000000000000000000001")
    );
    EXPECT_LT(
        decimal("1.00000000000000000000000000000000000"),
        decimal("1.00000000000000000000000000000000001")
    );
}

TEST(Decimal, GivesMinorUnitsWhenNothingIsLost) {
    EXPECT_EQ(decimal("12.10").minor_units(2), 1210);
    EXPECT_EQ(decimal("-12.1").minor_units(2), -1210);
    EXPECT_EQ(decimal("12.1000").minor_units(2), 1210);
    EXPECT_EQ(decimal("12").minor_units(0), 12);
    EXPECT_EQ(decimal("1.5").minor_units(0), std::nullopt);
    EXPECT_EQ(decimal("12.101").minor_units(2), std::nullopt);
    EXPECT_EQ(decimal("92233720368547758.07").minor_units(2), INT64_MAX);
    EXPECT_EQ(decimal("92233720368547758.08").minor_units(2), std::nullopt);
    EXPECT_EQ(decimal("99999999999999999999999999999999999999").minor_units(38), std::nullopt);
    EXPECT_EQ(decimal("1").minor_units(-1), std::nullopt);
    EXPECT_EQ(decimal("1").minor_units(39), std::nullopt);
}

} // namespace
} // namespace orderhook
