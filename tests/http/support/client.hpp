// A client that sends exactly the bytes it is given.
#pragma once

#include "http/support/service.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <string>
#include <string_view>

namespace orderhook::http::test {

struct ClientReply {
    int status = 0;
    std::string head; ///< with its blank line
    std::string body;

    [[nodiscard]] bool says(std::string_view line) const {
        return head.find("\r\n" + std::string(line) + "\r\n") != std::string::npos;
    }
};

/// Each call turns the service's loop until it is done.
class Client {
public:
    explicit Client(Service& service);

    /// Sends all of it, or as much as the other side takes.
    void send(std::string_view text);
    void end_sending();
    void close() { socket_.close(); }

    /// The next reply; status 0 when the connection ended before it was whole.
    [[nodiscard]] ClientReply reply(bool head_only = false);

    /// The next line with its end.
    [[nodiscard]] std::string line();

    /// All that comes until the other side ends the connection.
    [[nodiscard]] std::string rest();

    /// Whether the other side has ended the connection without another byte.
    [[nodiscard]] bool ended() { return rest().empty(); }

    /// Whether anything but an orderly end has ended it.
    [[nodiscard]] bool was_reset() const noexcept { return was_reset_; }

private:
    bool read_more();
    template <class Start> std::size_t transfer(const Start& start);

    Service& service_;
    boost::asio::ip::tcp::socket socket_;
    std::string received_;
    bool was_reset_ = false;
};

/// All bytes that come back when a fresh connection sends these and nothing more.
[[nodiscard]] std::string replies_to(Service& service, std::string_view text);

/// The statuses of a run of replies.
[[nodiscard]] std::vector<int> statuses_of(std::string_view replies);

[[nodiscard]] std::string post(std::string_view body, std::string_view more_fields = "");

} // namespace orderhook::http::test
