#include "journal/sqlite/fingerprint_table.hpp"
#include "numbered_keys.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace orderhook {

namespace {

TEST(FingerprintTable, FindsWhatWasInsertedWhileItGrows) {
    FingerprintTable table;
    for (unsigned i = 1; i <= 20'000; ++i)
        table.insert(numbered(i), i);
    EXPECT_EQ(table.size(), 20'000u);
    for (unsigned i = 1; i <= 20'000; ++i)
        ASSERT_EQ(table.find(numbered(i)), i);
    for (unsigned i = 20'001; i <= 40'000; ++i)
        ASSERT_FALSE(table.find(numbered(i)));
}

TEST(FingerprintTable, WrapsAroundAtItsEnd) {
    FingerprintTable table;
    Fingerprint key;
    key.fill(0xff);
    for (std::uint8_t last = 0; last < 100; ++last) {
        key.back() = last;
        table.insert(key, last + 1u);
    }
    for (std::uint8_t last = 0; last < 100; ++last) {
        key.back() = last;
        ASSERT_EQ(table.find(key), last + 1u);
    }
}

TEST(FingerprintTable, GivesEachKeyUnderItsFirstBitsOnce) {
    constexpr int bits = 13; // fewer, as many and more than the tables have slots
    for (const unsigned count : {0u, 1u, 500u, 3'000u, 20'000u}) {
        FingerprintTable table;
        for (unsigned i = 1; i <= count; ++i)
            table.insert(numbered(i), i);
        std::vector<bool> seen(count + 1);
        for (std::uint64_t prefix = 0; prefix < 1u << bits; ++prefix)
            for (const auto& slot : table.beginning_with(prefix, bits)) {
                ASSERT_EQ(leading_bits(slot.key) >> (64 - bits), prefix);
                ASSERT_EQ(slot.key, numbered(slot.number));
                ASSERT_FALSE(seen[slot.number]);
                seen[slot.number] = true;
            }
        EXPECT_EQ(std::count(seen.begin(), seen.end(), true), count);
    }
}

TEST(FingerprintTable, GivesThoseThatWrappedAroundUnderTheirFirstBits) {
    FingerprintTable table;
    Fingerprint key;
    key.fill(0xff);
    for (std::uint8_t last = 0; last < 100; ++last) {
        key.back() = last;
        table.insert(key, last + 1u);
    }
    table.insert(Fingerprint{}, 101); // its place is taken by one of those
    EXPECT_EQ(table.beginning_with(7, 3).size(), 100u);
    EXPECT_EQ(table.beginning_with(0x1fff, 13).size(), 100u);
    ASSERT_EQ(table.beginning_with(0, 13).size(), 1u);
    EXPECT_EQ(table.beginning_with(0, 13).front().number, 101u);
    EXPECT_TRUE(table.beginning_with(1, 13).empty());
}

} // namespace

} // namespace orderhook
