// The bounds of one listener.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace orderhook::http {

/// Times are exact to a quarter of the shortest of them, and to a second at most.
struct ServerSettings {
    std::string name = "public";           ///< in metrics and log lines
    std::string setting = "server.listen"; ///< names the address in messages
    std::string listen = "0.0.0.0:8080";   ///< `address:port` or `[address]:port`; port 0 takes any

    std::size_t max_body = 1024 * 1024;
    std::size_t max_header = 16 * 1024; ///< request line and fields; also extensions and trailers
    std::size_t max_connections = 1024; ///< more wait to be accepted
    std::size_t max_buffered = 64 * 1024 * 1024; ///< bodies of all connections until their answer

    std::chrono::milliseconds header_timeout{10'000}; ///< from connect, or a head's first byte
    std::chrono::milliseconds body_timeout{30'000};   ///< for a whole body
    std::chrono::milliseconds idle_timeout{75'000};   ///< between requests
    std::chrono::milliseconds write_timeout{30'000};  ///< for a whole reply
};

} // namespace orderhook::http
