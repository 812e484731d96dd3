#include "http/listen_address.hpp"

#include <gtest/gtest.h>

namespace orderhook::http {
namespace {

TEST(ListenAddress, ReadsBothFamilies) {
    const auto four = parse_listen_address("0.0.0.0:8080");
    ASSERT_TRUE(four);
    EXPECT_EQ(four->address().to_string(), "0.0.0.0");
    EXPECT_EQ(four->port(), 8080);
    const auto six = parse_listen_address("[::1]:0");
    ASSERT_TRUE(six);
    EXPECT_EQ(six->address().to_string(), "::1");
    EXPECT_EQ(six->port(), 0);
}

TEST(ListenAddress, ReadsNothingElse) {
    for (const auto* text :
         {"",
          ":",
          ":8080",
          "8080",
          "127.0.0.1",
          "127.0.0.1:",
          "127.0.0.1:x",
          "127.0.0.1:-1",
          "127.0.0.1:65536",
          "127.0.0.1:80 ",
          "127.1:80",
          "::1:80",
          "[::1]",
          "[127.0.0.1]:80",
          "localhost:80"})
        EXPECT_FALSE(parse_listen_address(text)) << text;
}

} // namespace
} // namespace orderhook::http
