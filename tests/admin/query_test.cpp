#include "admin/query.hpp"

#include <gtest/gtest.h>

namespace orderhook::admin {
namespace {

TEST(PercentEncoding, ComesBackWhateverItHolds) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    EXPECT_EQ(percent_decoded(percent_encoded(all)), all);
    EXPECT_EQ(percent_encoded("order:17 &x"), "order%3A17%20%26x");
    EXPECT_EQ(percent_decoded("a%2fb"), "a/b");
}

TEST(PercentEncoding, RefusesWhatIsCutOrNoHex) {
    for (const char* text : {"%", "a%4", "%zz", "%4g"})
        EXPECT_FALSE(percent_decoded(text)) << text;
}

TEST(Query, GivesEachParameterOnce) {
    auto query = Query::parse("/events?source=eu&limit=5&from=2026-12-01T00%3A00%3A00Z");
    ASSERT_TRUE(query);
    EXPECT_EQ(query->text("source"), "eu");
    EXPECT_EQ(query->text("source"), "");
    EXPECT_EQ(query->number("limit", 1, 10), 5u);
    EXPECT_EQ(query->time("from").value(), parse_rfc3339("2026-12-01T00:00:00Z"));
    EXPECT_EQ(query->number("cursor", 0, 1).value(), std::nullopt);
    EXPECT_TRUE(query->finish());
}

TEST(Query, NamesTheParameterThatIsWrong) {
    auto query = Query::parse("/events?limit=1e3&from=yesterday&colour=red");
    ASSERT_TRUE(query);
    EXPECT_EQ(
        query->number("limit", 1, 1000).error().message,
        "limit: expected a number from 1 to 1000, got \"1e3\""
    );
    EXPECT_EQ(
        query->time("from").error().message,
        "from: expected a time such as 2026-12-01T00:00:00Z, got \"yesterday\""
    );
    EXPECT_EQ(query->finish().error().message, "query: there is no parameter colour");
}

TEST(Query, RefusesWhatIsOutOfRangeTwiceOrBrokenIn) {
    EXPECT_FALSE(Query::parse("/?limit=1001")->number("limit", 1, 1000));
    EXPECT_FALSE(Query::parse("/?limit=99999999999999999999")->number("limit", 1, 1000));
    EXPECT_FALSE(Query::parse("/?a=1&a=2"));
    EXPECT_FALSE(Query::parse("/?a=%4"));
    EXPECT_TRUE(Query::parse("/?&&")->finish());
}

} // namespace
} // namespace orderhook::admin
