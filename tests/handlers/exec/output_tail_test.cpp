#include "handlers/exec/output_tail.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

std::string line_of(std::string_view output) {
    OutputTail tail;
    tail.add(output);
    return tail.line();
}

TEST(OutputTail, IsOneLine) {
    EXPECT_EQ(line_of(""), "");
    EXPECT_EQ(line_of("\n\n"), "");
    EXPECT_EQ(line_of("\r\n no\tanswer\n\n  from erp\n"), "no answer from erp");
    EXPECT_EQ(line_of(std::string_view("a\0b\x1b[31mc\x7f", 9)), "a b [31mc");
}

TEST(OutputTail, IsValidUtf8) {
    EXPECT_EQ(line_of("fünf €"), "fünf €");
    EXPECT_EQ(line_of("a\xff\xc3"), "a\uFFFD\uFFFD");
    EXPECT_EQ(line_of("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
}

TEST(OutputTail, KeepsTheEndAndCountsAll) {
    OutputTail tail;
    for (int turn = 0; turn < 100; ++turn)
        tail.add("0123456789");
    EXPECT_EQ(tail.size(), 1000u);
    EXPECT_EQ(tail.line().size(), 500 + std::string("…").size());
    tail.add(std::string(100'000, 'x') + "end");
    EXPECT_EQ(tail.size(), 101'003u);
    EXPECT_TRUE(tail.line().starts_with("…xxx"));
    EXPECT_TRUE(tail.line().ends_with("xxxend"));
    EXPECT_EQ(line_of(std::string(500, 'x')), std::string(500, 'x'));
}

TEST(OutputTail, CutsNoCharacter) {
    EXPECT_EQ(line_of("€" + std::string(499, 'x')), "…" + std::string(499, 'x'));
    EXPECT_EQ(line_of("€" + std::string(498, 'x')), "…" + std::string(498, 'x'));
    EXPECT_EQ(line_of("€" + std::string(497, 'x')), "€" + std::string(497, 'x'));
}

} // namespace
} // namespace orderhook
