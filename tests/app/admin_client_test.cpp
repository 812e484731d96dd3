#include "admin/api_types.hpp"
#include "app/admin_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <thread>

namespace orderhook {
namespace {

namespace asio = boost::asio;

/// What somebody else's server on the port answers to one request.
Error error_of(const std::string& reply) {
    asio::io_context context;
    asio::ip::tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    const std::jthread server([&] {
        auto socket = acceptor.accept();
        std::string head;
        asio::read_until(socket, asio::dynamic_buffer(head), "\r\n\r\n");
        asio::write(socket, asio::buffer(reply));
    });
    const auto port = std::to_string(acceptor.local_endpoint().port());
    auto client = AdminClient::create({"http://127.0.0.1:" + port + "/", "a-token"});
    const auto got = client->get<admin::HandlerList>("/handlers");
    EXPECT_FALSE(got);
    return got ? Error{} : got.error();
}

TEST(AdminClient, SaysThatAnotherServerAnswers) {
    const auto absent = error_of("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone");
    EXPECT_EQ(absent.code, Errc::unavailable);
    EXPECT_TRUE(absent.message.starts_with("http://127.0.0.1:")) << absent.message;
    EXPECT_NE(absent.message.find("expected orderhook's admin API"), std::string::npos);
    EXPECT_NE(absent.message.find("got status 404"), std::string::npos) << absent.message;

    const auto other =
        error_of("HTTP/1.1 401 Unauthorized\r\nContent-Length: 13\r\n\r\n{\"detail\":\"\"}");
    EXPECT_NE(other.message.find("got status 401"), std::string::npos) << other.message;

    const auto page = error_of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
    EXPECT_NE(page.message.find("expected orderhook's admin API"), std::string::npos);
}

TEST(AdminClient, NamesTheAddressThatWasGiven) {
    const auto client = AdminClient::create({"127.0.0.1:9090", "a-token"});
    ASSERT_FALSE(client);
    EXPECT_NE(client.error().message.find("got \"127.0.0.1:9090\""), std::string::npos)
        << client.error().message;
}

} // namespace
} // namespace orderhook
