#include "log/log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace orderhook::log {
namespace {

template <class Act> std::string standard_output_of(Act act) {
    testing::internal::CaptureStdout();
    act();
    flush();
    return testing::internal::GetCapturedStdout();
}

TEST(Log, WritesWholeLinesFromInfoOnUntilToldOtherwise) {
    const std::string text = standard_output_of([] {
        debug("hidden");
        info("first", {{"port", std::int64_t{8080}}});
        warn("second");
        error("third");
    });
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 3) << text;
    EXPECT_NE(text.find("Z info  first port=8080\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Z warn  second\n"), std::string::npos) << text;
    EXPECT_NE(text.find("Z error third\n"), std::string::npos) << text;
}

TEST(Log, WritesNothingBelowTheLeastLevel) {
    const std::string quiet = standard_output_of([] {
        configure(Level::error);
        warn("hidden");
    });
    EXPECT_EQ(quiet, "");
    const std::string loud = standard_output_of([] {
        configure(Level::debug);
        debug("shown {} %s");
    });
    EXPECT_NE(loud.find("Z debug shown {} %s\n"), std::string::npos) << loud;
    configure(Level::info);
}

} // namespace
} // namespace orderhook::log
