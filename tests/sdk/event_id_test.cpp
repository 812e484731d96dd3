#include <orderhook/event.hpp>

#include <gtest/gtest.h>

namespace orderhook {
namespace {

constexpr std::string_view sample_id = "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c";

TEST(EventId, ReadsBackItsOwnText) {
    const auto id = EventId::from_text(sample_id);
    ASSERT_TRUE(id);
    EXPECT_EQ(id->bytes[0], 0x01);
    EXPECT_EQ(id->bytes[15], 0x1c);
    EXPECT_EQ(id->to_text(), sample_id);
}

TEST(EventId, ReadsUpperCaseAndWritesLowerCase) {
    const auto id = EventId::from_text("0190A1B2-C3D4-7E5F-8A6B-7C8D9EAF0B1C");
    ASSERT_TRUE(id);
    EXPECT_EQ(id->to_text(), sample_id);
}

TEST(EventId, WritesZeros) {
    EXPECT_EQ(EventId{}.to_text(), "00000000-0000-0000-0000-000000000000");
}

TEST(EventId, RefusesOtherTexts) {
    for (const std::string_view text : {
             "",
             "0190a1b2c3d47e5f8a6b7c8d9eaf0b1c",
             "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1",
             "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c0",
             "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1g",
             "0190a1b2c-3d4-7e5f-8a6b-7c8d9eaf0b1c",
             "0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1-",
             "{190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1}",
             "0190a1b2 c3d4 7e5f 8a6b 7c8d9eaf0b1c",
         })
        EXPECT_FALSE(EventId::from_text(text)) << text;
}

} // namespace
} // namespace orderhook
