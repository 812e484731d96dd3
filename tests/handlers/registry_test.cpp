#include "handlers/registry.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(HandlerTypes, AreFoundByTheirWholeName) {
    for (const HandlerType& type : handler_types()) {
        EXPECT_EQ(find_handler_type(type.name), &type);
        EXPECT_EQ(find_handler_type(type.name.substr(1)), nullptr);
    }
    EXPECT_NE(find_handler_type("log"), nullptr);
    EXPECT_NE(find_handler_type("jsonl"), nullptr);
    EXPECT_EQ(find_handler_type(""), nullptr);
    EXPECT_EQ(find_handler_type("LOG"), nullptr);
}

} // namespace
} // namespace orderhook
