#include "app/http_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace orderhook {
namespace {

namespace asio = boost::asio;

/// Takes one connection after another. Each it ends at the second request, behind the first bytes
/// of a reply to it. Counts the requests.
class EndsAtTheSecond {
public:
    explicit EndsAtTheSecond(std::string begun) : begun_(std::move(begun)) {}
    ~EndsAtTheSecond() {
        is_over_ = true;
        asio::ip::tcp::socket(context_).connect(acceptor_.local_endpoint()); // it may wait for one
        thread_.join();
    }

    [[nodiscard]] Url url() const {
        const auto port = acceptor_.local_endpoint().port();
        return *Url::parse("http://127.0.0.1:" + std::to_string(port) + "/");
    }
    [[nodiscard]] int requests() const { return requests_; }

private:
    void run() {
        while (!is_over_) {
            auto socket = acceptor_.accept();
            answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            answer(socket, begun_);
        }
    }
    void answer(asio::ip::tcp::socket& socket, const std::string& reply) {
        boost::system::error_code error;
        std::string head;
        asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n", error);
        if (error) return;
        ++requests_;
        asio::write(socket, asio::buffer(reply), error);
    }

    const std::string begun_;
    std::atomic<bool> is_over_ = false;
    std::atomic<int> requests_ = 0;
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_{context_, {asio::ip::address_v4::loopback(), 0}};
    std::thread thread_{[this] { run(); }};
};

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

TEST(HttpClient, SendsAgainWhatAnIdleConnectionThatWasClosedTook) {
    EndsAtTheSecond server("");
    HttpClient client(server.url());
    EXPECT_TRUE(client.request("POST", "", {}, {}));
    EXPECT_TRUE(client.request("POST", "", {}, {}));
    EXPECT_EQ(server.requests(), 3);
}

TEST(HttpClient, DoesNotSendAgainWhatTheServerIsAtWorkOn) {
    EndsAtTheSecond server("HTTP/1.1 200 OK\r\nContent-Le");
    HttpClient client(server.url());
    EXPECT_TRUE(client.request("POST", "", {}, {}));
    EXPECT_FALSE(client.request("POST", "", {}, {}));
    EXPECT_EQ(server.requests(), 2);
}

} // namespace
} // namespace orderhook
