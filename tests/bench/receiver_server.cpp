// A shop's endpoint under measurement: answers every post with 204, and a GET with how many came
// and how many of them behind a later event of their order. Events get ascending ids as they are
// stored, so their order is that of `webhook-id`. Prints its port.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <iostream>
#include <string>
#include <unordered_map>

namespace beast = boost::beast;
namespace http = beast::http;
namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

class Receiver {
public:
    http::response<http::string_body> answer(const http::request<http::string_body>& request) {
        const bool is_post = request.method() == http::verb::post;
        if (is_post) note(request);
        http::response<http::string_body> response(
            is_post ? http::status::no_content : http::status::ok,
            11
        );
        if (!is_post)
            response.body() = std::to_string(received_) + ' ' + std::to_string(out_of_order_);
        response.prepare_payload();
        return response;
    }

private:
    void note(const http::request<http::string_body>& request) {
        ++received_;
        std::string id(request["webhook-id"]);
        std::string& last = last_ids_[std::string(request["X-Orderhook-Order-Key"])];
        if (id < last) ++out_of_order_;
        last = std::move(id);
    }

    std::size_t received_ = 0;
    std::size_t out_of_order_ = 0;
    std::unordered_map<std::string, std::string> last_ids_;
};

asio::awaitable<void> serve(tcp::socket socket, Receiver& receiver) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    while (true) {
        http::request<http::string_body> request;
        co_await http::async_read(stream, buffer, request, asio::use_awaitable);
        auto response = receiver.answer(request);
        co_await http::async_write(stream, response, asio::use_awaitable);
    }
}

asio::awaitable<void> accept(tcp::acceptor acceptor, Receiver& receiver) {
    while (true) {
        auto socket = co_await acceptor.async_accept(asio::use_awaitable);
        socket.set_option(tcp::no_delay(true));
        // A connection ends with its peer; nothing is owed to it.
        asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), receiver), asio::detached);
    }
}

} // namespace

int main() {
    asio::io_context context(1);
    Receiver receiver;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    std::cout << acceptor.local_endpoint().port() << std::endl;
    asio::co_spawn(context, accept(std::move(acceptor), receiver), asio::detached);
    context.run();
}
