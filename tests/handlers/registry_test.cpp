#include "handlers/registry.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string_view>

namespace orderhook {
namespace {

TEST(HandlerRegistry, ListsEachHandlerOnceWithAWayToMakeIt) {
    std::set<std::string_view> names;
    for (const HandlerType& type : handler_types()) {
        EXPECT_TRUE(names.insert(type.name).second) << type.name << " is listed twice";
        EXPECT_NE(type.create, nullptr) << type.name;
    }
    EXPECT_TRUE(names.contains("log"));
    EXPECT_TRUE(names.contains("jsonl"));
}

} // namespace
} // namespace orderhook
