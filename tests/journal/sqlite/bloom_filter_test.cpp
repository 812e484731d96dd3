#include "journal/sqlite/bloom_filter.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace orderhook {

namespace {

Fingerprint numbered(int number) { return body_fingerprint(std::to_string(number)); }

BloomFilter filled(int count) {
    BloomFilter filter(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        filter.insert(numbered(i));
    return filter;
}

TEST(BloomFilter, NeverDeniesWhatItHolds) {
    for (const int count : {1, 31, 32, 33, 10'000}) {
        const BloomFilter filter = filled(count);
        for (int i = 0; i < count; ++i)
            ASSERT_TRUE(filter.may_contain(numbered(i))) << i << " of " << count;
    }
}

TEST(BloomFilter, IsSeldomWrongAboutTheRest) {
    const BloomFilter filter = filled(10'000);
    int wrong = 0;
    for (int i = 10'000; i < 110'000; ++i)
        wrong += filter.may_contain(numbered(i)) ? 1 : 0;
    EXPECT_LT(wrong, 50); // about 13 are expected
}

TEST(BloomFilter, HoldsNothingAtFirst) { EXPECT_FALSE(BloomFilter(0).may_contain(numbered(1))); }

TEST(BloomFilter, ComesBackFromItsBytes) {
    const BloomFilter filter = filled(1'000);
    const auto again = BloomFilter::from_bytes(filter.bytes());
    ASSERT_TRUE(again);
    for (int i = 0; i < 2'000; ++i)
        ASSERT_EQ(again->may_contain(numbered(i)), filter.may_contain(numbered(i)));
}

TEST(BloomFilter, RefusesBytesOfAnotherForm) {
    EXPECT_FALSE(BloomFilter::from_bytes(""));
    EXPECT_FALSE(BloomFilter::from_bytes(std::string(63, '\0')));
    EXPECT_FALSE(BloomFilter::from_bytes(std::string(65, '\0')));
}

} // namespace

} // namespace orderhook
