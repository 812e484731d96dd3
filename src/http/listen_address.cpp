#include "http/listen_address.hpp"

#include <charconv>

namespace orderhook::http {

namespace asio = boost::asio;

namespace {

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return port;
}

} // namespace

std::optional<asio::ip::tcp::endpoint> parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;

    auto address = text.substr(0, colon);
    boost::system::error_code error;
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
        const auto six = asio::ip::make_address_v6(std::string(address), error);
        if (error) return std::nullopt;
        return asio::ip::tcp::endpoint(six, *port);
    }
    const auto four = asio::ip::make_address_v4(std::string(address), error);
    if (error) return std::nullopt;
    return asio::ip::tcp::endpoint(four, *port);
}

} // namespace orderhook::http
