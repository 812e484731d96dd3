#include <orderhook/json/text.hpp>

#include <gtest/gtest.h>

namespace orderhook::json {
namespace {

std::string quoted(std::string_view text) {
    std::string out;
    append_quoted(out, text);
    return out;
}

TEST(AppendQuoted, EscapesWhatJsonWantsEscaped) {
    EXPECT_EQ(quoted(""), R"("")");
    EXPECT_EQ(quoted("a\"b\\c/d"), R"("a\"b\\c/d")");
    EXPECT_EQ(quoted("\n\r\t\x01\x1f\x7f"), R"("\n\r\t\u0001\u001f\u007f")");
    EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
    EXPECT_EQ(quoted("grüße — 雪 😀"), "\"grüße — 雪 😀\"");
}

TEST(AppendQuoted, FindsEveryByteThatIsNotPlainWhereverItStands) {
    for (int code = 0; code < 256; ++code) {
        const char letter = static_cast<char>(code);
        const bool plain = code >= ' ' && code < 0x7F && letter != '"' && letter != '\\';
        for (std::size_t before = 0; before < 18; ++before) {
            const std::string text = std::string(before, '~') + letter + std::string(9, ' ');
            const std::string json_text = quoted(std::string_view(text));
            const bool unchanged = json_text == '"' + text + '"';
            EXPECT_EQ(unchanged, plain) << code << " at " << before;
        }
    }
}

TEST(AppendQuoted, ReplacesWhatIsNotUtf8) {
    const std::string replacement = "\xEF\xBF\xBD";
    for (const std::string_view bad : {"\xff", "\xc0", "\x80", "\xc1", "\xf5", "\xe9"}) {
        EXPECT_EQ(quoted(bad), "\"" + replacement + "\"");
    }
    EXPECT_EQ(quoted("a\xc3"), "\"a" + replacement + "\"");
    EXPECT_EQ(quoted("\xed\xa0\x80"), "\"" + replacement + replacement + replacement + "\"");
    EXPECT_EQ(quoted("\xe9z"), "\"" + replacement + "z\"");
}

TEST(Compact, DropsBlanksAndKeepsNumbers) {
    EXPECT_EQ(
        compact(
            " { \"a\" : [ 1 , 2.50 , -0 , 1E5, { } , [ ] ] ,\n\"b\":{\"c\":null, \"d\" : true}} "
        ),
        R"({"a":[1,2.50,-0,1E5,{},[]],"b":{"c":null,"d":true}})"
    );
    EXPECT_EQ(compact("123456789012345678901234567890.10"), "123456789012345678901234567890.10");
    EXPECT_EQ(compact(R"("\u00fc\/\n")"), R"("ü/\n")");
}

TEST(Compact, RefusesWhatIsNotJson) {
    const auto result = compact("[1,");
    ASSERT_FALSE(result);
    EXPECT_EQ(
        result.error(),
        (Error{Errc::malformed, "[1]: expected a JSON value, got end of input at byte 3"})
    );
}

} // namespace
} // namespace orderhook::json
