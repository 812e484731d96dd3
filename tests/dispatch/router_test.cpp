#include "dispatch/router.hpp"
#include "support/patience.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace orderhook {
namespace {

using Names = std::vector<std::string>;

TEST(Glob, LetsAStarStandForAnyCharacters) {
    struct Case {
        std::string pattern, text;
        bool matches;
    };
    const std::vector<Case> cases{
        {"ordergroove.order.success", "ordergroove.order.success", true},
        {"ordergroove.order.success", "ordergroove.order.successful", false},
        {"ordergroove.order.success", "ordergroove-order-success", false},
        {"ordergroove.order.*", "ordergroove.order.success", true},
        {"ordergroove.order.*", "ordergroove.order.", true},
        {"ordergroove.order.*", "ordergroove.order", false},
        {"ordergroove.*", "ordergroove.order.success", true},
        {"*", "salla.order.created", true},
        {"*", "", true},
        {"", "", true},
        {"", "a", false},
        {"*.created", "salla.order.created", true},
        {"*.created", "salla.order.created.again", false},
        {"*.order.*", "nexway.order.completed", true},
        {"*.order.*", "nexway.orders.completed", false},
        {"a*a", "a", false},
        {"a*a", "aa", true},
        {"a*ab*b", "aabb", true},
        {"a*ab*b", "aab", false},
        {"**", "anything", true},
        {"a.+", "a.b", false},
        {"A.*", "a.b", false},
    };
    for (const auto& [pattern, text, matches] : cases)
        EXPECT_EQ(Glob(pattern).matches(text), matches) << pattern << " on " << text;
}

TEST(Glob, TakesNoExponentialTimeWhateverTheText) {
    std::string pattern;
    for (int star = 0; star < 40; ++star)
        pattern += "*a";
    const std::string text(100'000, 'a');
    const auto before = std::chrono::steady_clock::now();
    EXPECT_FALSE(Glob(pattern + "*b").matches(text));
    EXPECT_LT(std::chrono::steady_clock::now() - before, test::patience);
}

TEST(Router, NamesEachHandlerOnceInTheOrderOfTheRoutes) {
    const Router router({
        {"salla.order.*", {}, {"erp", "log"}},
        {"*", {}, {"archive", "erp"}},
        {"salla.order.created", {"salla-sa"}, {"mail"}},
    });
    EXPECT_EQ(
        router.handlers_for("salla-sa", "salla", "order.created"),
        (Names{"erp", "log", "archive", "mail"})
    );
    EXPECT_EQ(
        router.handlers_for("salla-ae", "salla", "order.created"),
        (Names{"erp", "log", "archive"})
    );
    EXPECT_EQ(router.handlers_for("shop", "nexway", "order.created"), (Names{"archive", "erp"}));
}

TEST(Router, NamesNobodyWhenNoRouteFits) {
    const Router router({{"salla.*", {"salla-sa"}, {"erp"}}});
    EXPECT_EQ(router.handlers_for("other", "salla", "order.created"), Names{});
    EXPECT_EQ(router.handlers_for("salla-sa", "nexway", "order.created"), Names{});
    EXPECT_EQ(Router({}).handlers_for("salla-sa", "salla", "order.created"), Names{});
}

TEST(Router, AnswersTheSameWhenAskedAgainAndAfterManyOtherTypes) {
    const Router router({{"salla.order.*", {}, {"erp"}}});
    for (int type = 0; type < 5000; ++type) {
        const auto name = "noise." + std::to_string(type);
        ASSERT_EQ(router.handlers_for("salla-sa", "salla", name), Names{});
        ASSERT_EQ(router.handlers_for("salla-sa", "salla", "order.created"), Names{"erp"});
    }
    const std::string endless = "order." + std::string(100'000, 'x');
    EXPECT_EQ(router.handlers_for("salla-sa", "salla", endless), Names{"erp"});
}

TEST(Router, DoesNotMixUpSourceProviderAndType) {
    const Router router({{"b.c", {"a"}, {"erp"}}, {"b.c", {"ab"}, {"log"}}});
    EXPECT_EQ(router.handlers_for("a", "b", "c"), Names{"erp"});
    EXPECT_EQ(router.handlers_for("ab", "b", "c"), Names{"log"});
    EXPECT_EQ(router.handlers_for("a", "bb", "c"), Names{});
}

} // namespace
} // namespace orderhook
