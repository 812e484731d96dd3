#include "text/printable.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(Printable, LeavesTextThatCanBeShown) {
    EXPECT_EQ(printable("order.paid \"17\" \\ مرحبا"), "order.paid \"17\" \\ مرحبا");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, ShowsWhatWouldSteerATerminalAsNumbers) {
    EXPECT_EQ(printable("a\r\nb\x1b[31m"), "a\\x0d\\x0ab\\x1b[31m");
    EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "\\x00\\x7f");
    EXPECT_EQ(printable("\xc2\x9b"), "\\xc2\\x9b") << "a control character of two bytes";
    EXPECT_EQ(printable("\xff\xe2\x82"), "\\xff\\xe2\\x82") << "no UTF-8";
}

TEST(Printable, EscapesWhatItIsAskedTo) {
    std::string line = "key=";
    append_printable(line, "a\"b\\c", "\"\\");
    EXPECT_EQ(line, "key=a\\\"b\\\\c");
}

} // namespace
} // namespace orderhook
