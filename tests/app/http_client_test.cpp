#include "app/http_client.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

TEST(Url, TakesHostPortAndTargetApart) {
    struct Case {
        const char* text;
        const char* host;
        const char* port;
        const char* target;
    };
    const Case cases[] = {
        {"http://127.0.0.1:8080/hooks/shop", "127.0.0.1", "8080", "/hooks/shop"},
        {"http://localhost", "localhost", "80", "/"},
        {"http://localhost/a?b=c:d", "localhost", "80", "/a?b=c:d"},
        {"http://[::1]:8080/x", "::1", "8080", "/x"},
        {"http://[::1]/x", "::1", "80", "/x"},
    };
    for (const auto& [text, host, port, target] : cases) {
        const auto url = Url::parse(text);
        ASSERT_TRUE(url) << text;
        EXPECT_EQ(url->host, host) << text;
        EXPECT_EQ(url->port, port) << text;
        EXPECT_EQ(url->target, target) << text;
    }
}

TEST(Url, RefusesWhatIsNoPlainHttpAddress) {
    for (const char* text :
         {"https://shop.example/",
          "ftp://x",
          "127.0.0.1:8080",
          "",
          "http://",
          "http://:80/",
          "http://x:/"})
        EXPECT_FALSE(Url::parse(text)) << text;
}

TEST(HttpClient, NamesTheServerThatDoesNotAnswer) {
    // Port 1 of this machine: nothing listens there.
    const auto reply = HttpClient(*Url::parse("http://127.0.0.1:1/")).request("GET", "", {}, {});
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::unavailable);
    EXPECT_TRUE(reply.error().message.starts_with("127.0.0.1:1: ")) << reply.error().message;
}

} // namespace
} // namespace orderhook
