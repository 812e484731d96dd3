#include "crash/sightings.hpp"

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

TEST(Sightings, AllowRepetitionsAndAFreshStartAtTheFirstUnsettled) {
    const auto found =
        examine({{"a-0", "b-0", "a-1", "a-1"}, {"a-1", "a-2", "b-1"}}, {{"a", 3}, {"b", 2}});
    EXPECT_TRUE(found.clean());
    EXPECT_EQ(found.repeated, 2u);
}

TEST(Sightings, CountWhatWasPromisedAndNeverSeen) {
    EXPECT_EQ(examine({{"a-0"}}, {{"a", 3}, {"b", 1}}).lost, 3u);
}

TEST(Sightings, CountAStepOverAnEventAndAStepBackWithinARun) {
    EXPECT_EQ(examine({{"a-0", "a-2"}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{"a-0", "a-1", "a-0"}}, {}).out_of_order, 1u);
}

TEST(Sightings, CountARunThatBeginsBehindTheFirstUnseen) {
    EXPECT_EQ(examine({{"a-0"}, {"a-2"}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{"a-1"}}, {}).out_of_order, 1u);
}

} // namespace
} // namespace orderhook::test
