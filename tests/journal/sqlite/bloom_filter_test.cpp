#include "journal/sqlite/bloom_filter.hpp"
#include "numbered_keys.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace orderhook {

namespace {

BloomFilter filled(unsigned count) {
    BloomFilter filter(count);
    for (unsigned i = 0; i < count; ++i)
        filter.insert(numbered(i));
    return filter;
}

TEST(BloomFilter, NeverDeniesWhatItHolds) {
    for (const unsigned count : {1u, 31u, 32u, 33u, 10'000u}) {
        const BloomFilter filter = filled(count);
        for (unsigned i = 0; i < count; ++i)
            ASSERT_TRUE(filter.may_contain(numbered(i))) << i << " of " << count;
    }
}

TEST(BloomFilter, IsSeldomWrongAboutTheRest) {
    const BloomFilter filter = filled(10'000);
    int wrong = 0;
    for (unsigned i = 10'000; i < 110'000; ++i)
        wrong += filter.may_contain(numbered(i)) ? 1 : 0;
    EXPECT_LT(wrong, 50); // about 13 are expected
}

TEST(BloomFilter, HoldsNothingAtFirst) { EXPECT_FALSE(BloomFilter(0).may_contain(numbered(1))); }

TEST(BloomFilter, ComesBackFromItsBytes) {
    const BloomFilter filter = filled(1'000);
    const auto again = BloomFilter::from_bytes(filter.bytes());
    ASSERT_TRUE(again);
    for (unsigned i = 0; i < 2'000; ++i)
        ASSERT_EQ(again->may_contain(numbered(i)), filter.may_contain(numbered(i)));
}

TEST(BloomFilter, RefusesBytesOfAnotherForm) {
    EXPECT_FALSE(BloomFilter::from_bytes(""));
    EXPECT_FALSE(BloomFilter::from_bytes(std::string(63, '\0')));
    EXPECT_FALSE(BloomFilter::from_bytes(std::string(65, '\0')));
}

} // namespace

} // namespace orderhook
