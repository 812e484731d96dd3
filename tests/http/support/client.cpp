#include "http/support/client.hpp"

#include <boost/asio/buffer.hpp>
#include <gtest/gtest.h>

#include <array>

namespace orderhook::http::test {

namespace asio = boost::asio;
using asio::ip::tcp;

Client::Client(Service& service) : service_(service), socket_(service.context) {
    socket_.connect({asio::ip::address_v4::loopback(), service.server->port()});
    socket_.set_option(tcp::no_delay(true));
    socket_.non_blocking(true);
}

template <class Start> std::size_t Client::transfer(const Start& start) {
    std::size_t transferred = 0;
    bool done = false;
    start([&](boost::system::error_code error, std::size_t count) {
        was_reset_ = was_reset_ || (error && error != asio::error::eof);
        transferred = count;
        done = true;
    });
    const auto is_done = [&] { return done; };
    if (!service_.turn_until(is_done)) {
        ADD_FAILURE() << "the connection stands still";
        socket_.close();
        service_.turn_until(is_done);
    }
    return transferred;
}

void Client::send(std::string_view text) {
    while (!text.empty() && !was_reset_)
        text.remove_prefix(transfer([&](auto handler) {
            socket_.async_write_some(asio::buffer(text), std::move(handler));
        }));
}

void Client::end_sending() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

bool Client::read_more() {
    std::array<char, 4096> bytes;
    const auto received = transfer([&](auto handler) {
        socket_.async_read_some(asio::buffer(bytes), std::move(handler));
    });
    received_.append(bytes.data(), received);
    return received > 0;
}

ClientReply Client::reply(bool head_only) {
    ClientReply reply;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!read_more()) return {};
    reply.head = received_.substr(0, end + 4);
    const auto length = reply.head.find("Content-Length: ");
    const std::size_t size =
        length == std::string::npos || head_only ? 0 : std::stoul(reply.head.substr(length + 16));
    while (received_.size() < end + 4 + size)
        if (!read_more()) return {};
    reply.body = received_.substr(end + 4, size);
    reply.status = std::stoi(reply.head.substr(9));
    received_.erase(0, end + 4 + size);
    return reply;
}

std::string Client::line() {
    std::size_t end = 0;
    while ((end = received_.find("\r\n")) == std::string::npos)
        if (!read_more()) return {};
    auto line = received_.substr(0, end + 2);
    received_.erase(0, end + 2);
    return line;
}

std::string Client::rest() {
    while (read_more()) {
    }
    return std::exchange(received_, {});
}

std::string replies_to(Service& service, std::string_view text) {
    Client client(service);
    client.send(text);
    client.end_sending();
    return client.rest();
}

std::vector<int> statuses_of(std::string_view replies) {
    std::vector<int> statuses;
    constexpr std::string_view start = "HTTP/1.1 ";
    for (auto at = replies.find(start); at != replies.npos; at = replies.find(start, at + 1))
        statuses.push_back(std::stoi(std::string(replies.substr(at + start.size(), 3))));
    return statuses;
}

std::string post(std::string_view body, std::string_view more_fields) {
    return "POST /hooks/a HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size())
           + "\r\n" + std::string(more_fields) + "\r\n" + std::string(body);
}

} // namespace orderhook::http::test
