#include "json/parser.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace orderhook::json {
namespace {

/// Writes down what it is told.
class Record final : public Sink {
public:
    bool key(std::string_view name) override { return add("key ", name); }
    bool scalar(Kind kind, std::string_view text) override { return add(to_text(kind), text); }
    bool open(Kind kind) override { return add("open ", to_text(kind)); }
    bool close() override { return add("close", ""); }

    std::string account;

private:
    bool add(std::string_view what, std::string_view of) {
        account += what;
        account += of;
        account += '\n';
        return true;
    }
};

std::string account_of(Result<bool> (*read)(std::string_view, Sink&), std::string_view text) {
    Record record;
    const auto result = read(text, record);
    if (!result) return "error " + result.error().message;
    return record.account;
}

void expect_agreement(std::string_view text) {
    EXPECT_EQ(account_of(&parse, text), account_of(&parse_thoroughly, text)) << text;
}

std::vector<std::string> bodies() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(ORDERHOOK_TEST_DATA)) {
        if (entry.path().extension() != ".json") continue;
        std::ifstream file(entry.path(), std::ios::binary);
        found.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return found;
}

TEST(Parser, ReadsEveryFixtureBothWaysAlike) {
    const auto all = bodies();
    ASSERT_GT(all.size(), 50u);
    for (const auto& body : all)
        expect_agreement(body);
}

TEST(Parser, ReadsOddTextsBothWaysAlike) {
    for (const char* text :
         {"",
          " ",
          "{}",
          "[]",
          " [ ] ",
          "{} {}",
          "[1,]",
          "{\"a\":1,}",
          "nul",
          "null",
          "7",
          "\"a\"",
          "[-0, 0, -1, 1e3, 1E+3, 1.50, 12345678901234567.89, 0.1e-7]",
          R"({"-0":0,"1\\":2.50,"3\\\"4":[-0,"5\\\\",0.0],"6":7,"e-8":-0.0})",
          "[01]",
          "[1.]",
          "[.5]",
          "[+1]",
          "[18446744073709551615, 18446744073709551616, -9223372036854775808, "
          "-9223372036854775809]",
          "[1e400]",
          "[NaN]",
          "{\"a\":1,\"a\":2}",
          "{\"\\u0061\":\"\\ud83d\\ude00\\/\"}",
          "[\"\\ud83d\"]",
          "[\"\\x\"]",
          "[\"a\nb\"]",
          "[\"\\u0000\"]",
          "\xef\xbb\xbf{}",
          "[\"\xff\"]",
          "{\"a\" : [ true , false , null , { } ] }\n",
          "[true1]",
          "[tru]",
          "{1:2}",
          "{\"a\"}",
          "[[[[",
          "]"})
        expect_agreement(text);
}

TEST(Parser, AgreesAboutTheBounds) {
    for (const std::size_t depth : {63u, 64u, 65u, 1000u, 100'000u}) {
        expect_agreement(std::string(depth, '[') + std::string(depth, ']'));
        expect_agreement(std::string(depth, '['));
    }
    for (const std::size_t values : {99'998u, 99'999u, 100'000u}) {
        std::string text = "[0";
        for (std::size_t value = 1; value < values; ++value)
            text += ",0";
        const std::string whole = text + "]";
        EXPECT_EQ(parse(whole, *std::make_unique<Record>()).has_value(), values < 100'000u);
        EXPECT_EQ(
            parse_thoroughly(whole, *std::make_unique<Record>()).has_value(),
            values < 100'000u
        );
    }
}

TEST(Parser, AgreesAboutDamagedBodies) {
    const auto all = bodies();
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    constexpr std::string_view letters = "{}[]:,\"\\0123456789.eE+-tfnu \n\x01\x80\xff";
    for (int round = 0; round < 3'000 && !testing::Test::HasFailure(); ++round) {
        std::string body = all[random() % all.size()];
        for (auto damages = random() % 3 + 1; damages-- > 0 && !body.empty();) {
            const auto at = random() % body.size();
            const char letter = letters[random() % letters.size()];
            switch (random() % 4) {
            case 0:
                body[at] = letter;
                break;
            case 1:
                body.insert(at, 1, letter);
                break;
            case 2:
                body.erase(at, random() % 5 + 1);
                break;
            default:
                body.resize(at);
            }
        }
        expect_agreement(body);
    }
}

} // namespace
} // namespace orderhook::json
