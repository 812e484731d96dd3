#include "journal/sqlite/stored_headers.hpp"

#include <cstdint>

namespace orderhook {

namespace {

void append_text(std::string& bytes, std::string_view text) {
    std::size_t length = text.size();
    for (; length >= 0x80; length >>= 7)
        bytes += static_cast<char>(0x80 | (length & 0x7f));
    bytes += static_cast<char>(length);
    bytes += text;
}

std::optional<std::string> take_text(std::string_view& bytes) {
    std::uint64_t length = 0;
    for (int shift = 0;; shift += 7) {
        if (bytes.empty() || shift > 56) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        length |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) break;
    }
    if (length > bytes.size()) return std::nullopt;
    std::string text(bytes.substr(0, length));
    bytes.remove_prefix(length);
    return text;
}

} // namespace

std::string to_bytes(const Headers& headers) {
    std::size_t size = 0;
    for (const Header& header : headers)
        size += header.name.size() + header.value.size() + 4;
    std::string bytes;
    bytes.reserve(size);
    for (const Header& header : headers) {
        append_text(bytes, header.name);
        append_text(bytes, header.value);
    }
    return bytes;
}

std::optional<Headers> headers_from_bytes(std::string_view bytes) {
    Headers headers;
    while (!bytes.empty()) {
        auto name = take_text(bytes);
        auto value = name ? take_text(bytes) : std::nullopt;
        if (!value) return std::nullopt;
        headers.add(std::move(*name), std::move(*value));
    }
    return headers;
}

} // namespace orderhook
