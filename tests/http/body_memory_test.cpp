#include "http/body_memory.hpp"

#include <gtest/gtest.h>

namespace orderhook::http {
namespace {

TEST(BodyShare, HoldsNoMoreThanIsLeftAndGivesItBack) {
    BodyMemory memory(100);
    BodyShare first(memory);
    {
        BodyShare second(memory);
        EXPECT_TRUE(first.grow_to(60));
        EXPECT_TRUE(first.grow_to(10));
        EXPECT_FALSE(second.grow_to(41));
        EXPECT_TRUE(second.grow_to(40));
        EXPECT_FALSE(first.grow_to(61));
    }
    EXPECT_TRUE(first.grow_to(100));
    first.release();
    EXPECT_TRUE(memory.take(100));
}

} // namespace
} // namespace orderhook::http
