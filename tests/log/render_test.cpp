#include "log/render.hpp"

#include <gtest/gtest.h>

#include <string>

namespace orderhook::log {
namespace {

const Time moment = *parse_rfc3339("2026-11-22T10:03:19.123987Z");
constexpr std::string_view prefix = "2026-11-22T10:03:19.123Z info  said value=";

std::string value_of(std::string_view value) {
    const std::string line = render(moment, Level::info, "said", {{"value", value}});
    EXPECT_TRUE(line.starts_with(prefix)) << line;
    return line.substr(prefix.size());
}

TEST(Render, WritesTimeLevelMessageAndFields) {
    EXPECT_EQ(
        render(
            moment,
            Level::warn,
            "delivery failed",
            {{"handler", "erp"},
             {"attempt", std::int64_t{-3}},
             {"size", std::uint64_t{18446744073709551615u}},
             {"took", 1.5},
             {"last", false}}
        ),
        "2026-11-22T10:03:19.123Z warn  delivery failed handler=erp attempt=-3 "
        "size=18446744073709551615 took=1.5 last=false"
    );
    EXPECT_EQ(render(Time{}, Level::debug, "m", {}), "1970-01-01T00:00:00.000Z debug m");
    EXPECT_EQ(render(Time{}, Level::error, "m", {}), "1970-01-01T00:00:00.000Z error m");
}

TEST(Render, QuotesWhatWouldNotBeOneWord) {
    EXPECT_EQ(value_of("order:42/a-b.c"), "order:42/a-b.c");
    EXPECT_EQ(value_of(""), R"("")");
    EXPECT_EQ(value_of("two words"), R"("two words")");
    EXPECT_EQ(value_of("a=b"), R"("a=b")");
    EXPECT_EQ(value_of(R"(say "no")"), R"("say \"no\"")");
    EXPECT_EQ(value_of(R"(C:\x)"), R"("C:\\x")");
}

TEST(Render, EscapesWhatCouldForgeALineOrMoveATerminal) {
    EXPECT_EQ(value_of("a\nb\r\tc"), R"("a\x0ab\x0d\x09c")");
    EXPECT_EQ(value_of("\x1b[2J"), R"("\x1b[2J")");
    EXPECT_EQ(value_of(std::string_view("\0", 1)), R"("\x00")");
    EXPECT_EQ(value_of("\x7f"), R"(\x7f)");
    EXPECT_EQ(
        value_of("\xc2\x9b"
                 "2J"),
        R"(\xc2\x9b2J)"
    ); // CSI as one control character
    EXPECT_EQ(render(moment, Level::info, "a\nb", {}), "2026-11-22T10:03:19.123Z info  a\\x0ab");
}

TEST(Render, KeepsUtf8AndEscapesOtherBytes) {
    EXPECT_EQ(value_of("Zoë-€-😀-طلب"), "Zoë-€-😀-طلب");
    EXPECT_EQ(value_of("\xff"), R"(\xff)");
    EXPECT_EQ(value_of("a\xc3"), R"(a\xc3)");
    EXPECT_EQ(value_of("\xc0\xaf"), R"(\xc0\xaf)");
    EXPECT_EQ(value_of("\xed\xa0\x80"), R"(\xed\xa0\x80)");
    EXPECT_EQ(value_of("\xf4\x90\x80\x80"), R"(\xf4\x90\x80\x80)");
    EXPECT_EQ(value_of("\xe2\x82x"), R"(\xe2\x82x)");
}

TEST(Render, CutsLongValuesBetweenCharacters) {
    EXPECT_EQ(value_of(std::string(256, 'x')), std::string(256, 'x'));
    EXPECT_EQ(value_of(std::string(257, 'x')), std::string(256, 'x') + "…");
    for (std::size_t before = 253; before <= 256; ++before) {
        const std::string start(before, 'x');
        EXPECT_EQ(value_of(start + "😀"), start + "…") << before;
    }
    EXPECT_EQ(value_of(std::string(252, 'x') + "😀y"), std::string(252, 'x') + "😀…");
}

} // namespace
} // namespace orderhook::log
