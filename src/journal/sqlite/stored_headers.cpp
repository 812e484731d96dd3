#include "journal/sqlite/stored_headers.hpp"

#include "journal/sqlite/packed_texts.hpp"

namespace orderhook {

std::string to_bytes(const Headers& headers) {
    std::size_t size = 0;
    for (const Header& header : headers)
        size += header.name.size() + header.value.size() + 4;
    std::string bytes;
    bytes.reserve(size);
    for (const Header& header : headers) {
        append_packed(bytes, header.name);
        append_packed(bytes, header.value);
    }
    return bytes;
}

std::optional<Headers> headers_from_bytes(std::string_view bytes) {
    Headers headers;
    while (!bytes.empty()) {
        const auto name = take_packed(bytes);
        const auto value = name ? take_packed(bytes) : std::nullopt;
        if (!value) return std::nullopt;
        headers.add(std::string(*name), std::string(*value));
    }
    return headers;
}

} // namespace orderhook
