#include "journal/sqlite/fingerprint_table.hpp"

#include <gtest/gtest.h>

#include <string>

namespace orderhook {

namespace {

Fingerprint numbered(unsigned number) { return body_fingerprint(std::to_string(number)); }

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

TEST(FingerprintTable, KeepsItsSlotsNearlyInTheOrderOfTheKeys) {
    FingerprintTable table;
    for (unsigned i = 1; i <= 10'000; ++i)
        table.insert(numbered(i), i);
    std::size_t in_order = 0;
    Fingerprint last{};
    for (const auto& slot : table.slots()) {
        if (slot.number == 0) continue;
        if (last < slot.key) ++in_order;
        last = slot.key;
    }
    EXPECT_GT(in_order, 8'000u);
}

} // namespace

} // namespace orderhook
