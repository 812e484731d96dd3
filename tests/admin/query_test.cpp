#include "admin/query.hpp"

#include <gtest/gtest.h>

namespace orderhook::admin {
namespace {

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
