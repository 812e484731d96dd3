// The bounds of one listener.
#pragma once

#include <orderhook/time.hpp>

#include <cstddef>
#include <string>

namespace orderhook::http {

/// Times are exact to a quarter of the shortest of them, and to a second at most.
struct ServerSettings {
    std::string name = "public";           ///< in metrics and log lines
    std::string setting = "server.listen"; ///< names the address in messages
    std::string listen = "0.0.0.0:8080";   ///< `address:port` or `[address]:port`; port 0 takes any

    std::size_t max_body = std::size_t{1} << 20;
    std::size_t max_header = std::size_t{16}
                             << 10;     ///< request line and fields; also extensions and trailers
    std::size_t max_connections = 1024; ///< more wait until one ends; idle ones are closed for them
    std::size_t max_buffered = std::size_t{64}
                               << 20; ///< bodies of all connections until their answer

    Duration header_timeout = std::chrono::seconds{10}; ///< from connect, or a head's first byte
    Duration body_timeout = std::chrono::seconds{30};   ///< for a whole body
    Duration idle_timeout = std::chrono::seconds{75};   ///< between requests
    Duration write_timeout = std::chrono::seconds{30};  ///< for a whole reply
};

} // namespace orderhook::http
