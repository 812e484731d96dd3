#include "crash/sightings.hpp"

#include <gtest/gtest.h>

namespace orderhook::test {
namespace {

Sighting done(const char* key) { return {key, true}; }
Sighting retry(const char* key) { return {key, false}; }

TEST(Sightings, AllowRepetitionsAndAFreshStartAtTheFirstUnsettled) {
    const auto found = examine(
        {{done("a-0"), done("b-0"), retry("a-1"), done("a-1")},
         {done("a-1"), retry("a-2"), done("b-1")},
         {done("a-2")}},
        {{"a", 3}, {"b", 2}}
    );
    EXPECT_TRUE(found.clean());
    EXPECT_EQ(found.repeated, 1u);
}

TEST(Sightings, CountWhatWasPromisedAndNeverDone) {
    EXPECT_EQ(examine({{done("a-0"), retry("a-1")}}, {{"a", 3}, {"b", 1}}).lost, 3u);
}

TEST(Sightings, CountAStepOverAnEventAndAStepBackWithinARun) {
    EXPECT_EQ(examine({{done("a-0"), done("a-2")}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{done("a-0"), done("a-1"), done("a-0")}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{retry("a-0"), done("a-1")}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{done("a-0"), done("a-0")}}, {}).out_of_order, 1u);
}

TEST(Sightings, CountARunThatBeginsBehindTheFirstThatWasNotDone) {
    EXPECT_EQ(examine({{done("a-0")}, {done("a-2")}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{retry("a-0")}, {done("a-1")}}, {}).out_of_order, 1u);
    EXPECT_EQ(examine({{done("a-1")}}, {}).out_of_order, 1u);
}

} // namespace
} // namespace orderhook::test
