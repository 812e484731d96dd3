// The text form of an address to listen on.
#pragma once

#include <boost/asio/ip/tcp.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orderhook::http {

/// Reads `127.0.0.1:8080` or `[::1]:8080`. Names are not looked up.
[[nodiscard]] std::optional<boost::asio::ip::tcp::endpoint>
parse_listen_address(std::string_view text);

} // namespace orderhook::http
