#include <orderhook/json/text.hpp>

#include <gtest/gtest.h>

#include <array>

namespace orderhook::json {
namespace {

using Paths = std::array<std::string_view, 3>;

std::string error_of(std::string_view body) {
    const auto found = scan(body, {});
    return found ? "none" : found.error().message;
}

TEST(Scan, ReturnsWhatStandsAtEachPath) {
    constexpr std::array<std::string_view, 9>
        paths{"id", "a.b.c", "a.b", "list", "list.x", "gone", "a.gone", "flag", "empty"};
    const auto found = scan(
        R"({"id":"e\u0031","a":{"b":{"c":12.10}},"list":[{"x":1}],"flag":true,"empty":null})",
        paths
    );
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_EQ(found->at(0), (Scalar{Kind::string, "e1"}));
    EXPECT_EQ(found->at(1), (Scalar{Kind::number, "12.10"}));
    EXPECT_EQ(found->at(2), (Scalar{Kind::object, ""}));
    EXPECT_EQ(found->at(3), (Scalar{Kind::array, ""}));
    EXPECT_EQ(found->at(4), std::nullopt) << "members inside an array are not meant";
    EXPECT_EQ(found->at(5), std::nullopt);
    EXPECT_EQ(found->at(6), std::nullopt);
    EXPECT_EQ(found->at(7), (Scalar{Kind::boolean, "true"}));
    EXPECT_EQ(found->at(8), (Scalar{Kind::null, ""}));
}

TEST(Scan, KeepsTheTextOfNumbers) {
    for (const std::string_view number :
         {"0",
          "-0",
          "-7",
          "12.10",
          "1E5",
          "12345678901234567.89",
          "18446744073709551616",
          "9223372036854775808",
          "-9223372036854775809",
          "3187825903901094400"}) {
        const auto found =
            scan("{\"n\":" + std::string(number) + "}", std::array<std::string_view, 1>{"n"});
        ASSERT_TRUE(found) << number;
        EXPECT_EQ(found->at(0), (Scalar{Kind::number, std::string(number)}));
    }
}

TEST(Scan, TakesTheLastOfDuplicateKeys) {
    constexpr Paths paths{"a.x", "a.y", "b"};
    const auto found = scan(R"({"a":{"x":1,"y":2},"b":1,"a":{"y":3},"b":"last"})", paths);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->at(0), std::nullopt) << "the last `a` has no `x`";
    EXPECT_EQ(found->at(1), (Scalar{Kind::number, "3"}));
    EXPECT_EQ(found->at(2), (Scalar{Kind::string, "last"}));
}

TEST(Scan, SaysWhereReadingStopped) {
    const std::vector<std::pair<std::string_view, std::string_view>> cases{
        {"", "(root): expected a JSON value, got end of input at byte 0"},
        {"[]", "(root): expected JSON object, got array"},
        {"null", "(root): expected JSON object, got null"},
        {"12", "(root): expected JSON object, got number"},
        {"secret", "(root): expected a JSON value, got a word at byte 1"},
        {R"({"data":{"total":)", "data.total: expected a JSON value, got end of input at byte 17"},
        {R"({"data":{"total":"12)",
         "data.total: expected a JSON value, got end of input at byte 20"},
        {R"({"a":[1,{"b":}]})", "a[1].b: expected a JSON value, got '}' at byte 14"},
        {R"({"a":1,})", "(root): expected a member name, got '}' at byte 8"},
        {R"({"a":1 "b":2})", "(root): expected ',' or '}', got a string at byte 10"},
        {R"({"a":[1 2]})", "a[1]: expected ',' or ']', got a number at byte 9"},
        {R"({"a" 1})", "a: expected ':', got a number at byte 6"},
        {R"({'a':1})", "(root): expected a member name, got a word at byte 2"},
        {"{} {}", "(root): expected end of input, got '{' at byte 4"},
        {R"({"a":01})", "(root): expected ',' or '}', got a number at byte 7"},
        {"{\"a\":\"\xff\"}", "a: expected a JSON value, got invalid UTF-8 at byte 7"},
        {"{\"a\":\"\n\"}", "a: expected a JSON value, got a control character at byte 7"},
        {R"({"a":"\ud800"})", "a: expected a JSON value, got an invalid string at byte 13"},
    };
    for (const auto& [body, message] : cases)
        EXPECT_EQ(error_of(body), message) << body;
}

TEST(Scan, NeverQuotesTheBodyBeyondPunctuation) {
    const auto found = scan(R"({"token" hunter2})", {});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().message.find("hunter2"), std::string::npos);
}

TEST(Scan, BoundsDepthAndNumberOfValues) {
    const auto nested = [](std::size_t levels) {
        return "{\"a\":" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
    };
    EXPECT_TRUE(scan(nested(max_depth), {}));
    const auto deep = scan(nested(max_depth + 1), {});
    ASSERT_FALSE(deep);
    EXPECT_EQ(deep.error().code, Errc::too_large);

    const auto wide = [](std::size_t values) {
        std::string body = "{\"a\":[0";
        for (std::size_t i = 3; i < values; ++i)
            body += ",0";
        return body + "]}";
    };
    EXPECT_TRUE(scan(wide(max_values), {}));
    const auto many = scan(wide(max_values + 1), {});
    ASSERT_FALSE(many);
    EXPECT_EQ(many.error().code, Errc::too_large);
}

TEST(Scan, RefusesABodyOfBracketsAtOnce) {
    EXPECT_FALSE(scan(std::string(500'000, '['), {}));
    EXPECT_FALSE(scan("{\"a\":" + std::string(500'000, '['), {}));
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    EXPECT_FALSE(scan(objects, {}));
}

TEST(Scan, TakesHugeNames) {
    const std::string name(1'000'000, 'k');
    EXPECT_TRUE(scan("{\"" + name + "\":1}", {}));
    const std::string message = error_of("{\"" + name + "\":}");
    EXPECT_LT(message.size(), 200u);
}

} // namespace
} // namespace orderhook::json
