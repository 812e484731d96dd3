#include "providers/sample_text.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

constexpr Time now{std::chrono::seconds{1'622'589'300}};

TEST(SampleText, PutsTheTimeInBothForms) {
    EXPECT_EQ(
        fresh_sample(R"({"a":{{now}},"b":"{{now_text}}"})", now),
        R"({"a":1622589300,"b":"2021-06-01T23:15:00Z"})"
    );
}

TEST(SampleText, UsesOneIdThroughoutASampleAndAnotherForTheNext) {
    const auto first = fresh_sample("{{id}} {{id}} {{order}}", now);
    ASSERT_EQ(first.size(), 3u * 32 + 2);
    EXPECT_EQ(first.substr(0, 32), first.substr(33, 32));
    EXPECT_NE(first.substr(0, 32), first.substr(66, 32));
    EXPECT_NE(first, fresh_sample("{{id}} {{id}} {{order}}", now));
}

TEST(SampleText, LeavesOtherTextAlone) { EXPECT_EQ(fresh_sample("{ {id} }", now), "{ {id} }"); }

} // namespace
} // namespace orderhook
