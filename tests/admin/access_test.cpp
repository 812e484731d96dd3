#include "admin/access.hpp"

#include <gtest/gtest.h>

namespace orderhook::admin {
namespace {

const Secret token{"token", "correct-horse", {}, {}};

bool may(Headers headers) { return is_authorized(headers, token, Time{}); }

TEST(AdminAccess, IsGivenToTheTokenAlone) {
    EXPECT_TRUE(may({{"Authorization", "Bearer correct-horse"}}));
    EXPECT_TRUE(may({{"authorization", "bearer correct-horse"}}));
    for (const char* wrong :
         {"",
          "Bearer",
          "Bearer ",
          "correct-horse",
          "Basic correct-horse",
          "Bearer correct-hors",
          "Bearer correct-horsee",
          "Bearer  correct-horse",
          "Bearer CORRECT-HORSE"})
        EXPECT_FALSE(may({{"Authorization", wrong}})) << wrong;
    EXPECT_FALSE(may({}));
}

TEST(AdminAccess, IsRefusedWhenTheHeaderComesTwice) {
    EXPECT_FALSE(
        may({{"Authorization", "Bearer correct-horse"}, {"Authorization", "Bearer correct-horse"}})
    );
}

TEST(AdminAccess, EndsWithTheTokensLife) {
    const Secret old{"token", "correct-horse", {}, Time{std::chrono::seconds{10}}};
    const Headers headers{{"Authorization", "Bearer correct-horse"}};
    EXPECT_TRUE(is_authorized(headers, old, Time{std::chrono::seconds{9}}));
    EXPECT_FALSE(is_authorized(headers, old, Time{std::chrono::seconds{10}}));
}

} // namespace
} // namespace orderhook::admin
