#include "crypto/event_id_source.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

constexpr Time start{std::chrono::milliseconds(0x0190a1b2c3d4)};

TEST(EventIdSource, WritesTimeVersionAndVariant) {
    EventIdSource ids;
    for (int count = 0; count < 100; ++count) {
        const std::string text = ids.next(start + std::chrono::milliseconds(count)).to_text();
        EXPECT_EQ(text[14], '7');
        EXPECT_NE(std::string_view("89ab").find(text[19]), std::string_view::npos);
    }
    EXPECT_EQ(EventIdSource().next(start).to_text().substr(0, 13), "0190a1b2-c3d4");
}

TEST(EventIdSource, MakesEachIdGreaterThanTheOneBefore) {
    EventIdSource ids;
    EventId last = ids.next(start);
    for (int count = 0; count < 100'000; ++count) {
        const EventId next = ids.next(start);
        ASSERT_LT(last.to_text(), next.to_text());
        last = next;
    }
    EXPECT_LT(last, ids.next(start - std::chrono::hours(1)));
    EXPECT_EQ(ids.next(start + std::chrono::seconds(1)).to_text().substr(0, 13), "0190a1b2-c7bc");
}

TEST(EventIdSource, GivesTwoSourcesDifferentIds) {
    EventIdSource one;
    EventIdSource other;
    EXPECT_NE(one.next(start), other.next(start));
}

TEST(EventIdSource, TakesTheEpochForTimesBeforeIt) {
    EventIdSource ids;
    EXPECT_EQ(ids.next(Time(std::chrono::seconds(-5))).to_text().substr(0, 13), "00000000-0000");
}

} // namespace
} // namespace orderhook
