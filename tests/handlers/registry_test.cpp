#include "handlers/registry.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(HandlerTypes, AreFoundByTheirWholeName) {
    const HandlerTypes types;
    for (const HandlerType& type : types) {
        EXPECT_EQ(types.find(type.name), &type);
        EXPECT_EQ(types.find(type.name.substr(1)), nullptr);
    }
    EXPECT_NE(types.find("http"), nullptr);
    EXPECT_NE(types.find("log"), nullptr);
    EXPECT_NE(types.find("jsonl"), nullptr);
    EXPECT_EQ(types.find(""), nullptr);
    EXPECT_EQ(types.find("LOG"), nullptr);
}

TEST(HandlerTypes, HoldOnesOwnToo) {
    constexpr HandlerType own[] = {{"pick-list", nullptr}};
    const HandlerTypes types(own);
    EXPECT_NE(types.find("pick-list"), nullptr);
    EXPECT_NE(types.find("log"), nullptr);
}

TEST(HandlerTypes, AreNotReplacedByOnesOwn) {
    constexpr HandlerType own[] = {{"jsonl", nullptr}};
    EXPECT_THROW(HandlerTypes{own}, std::logic_error);
}

} // namespace
} // namespace orderhook
