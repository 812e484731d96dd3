#include "journal/sqlite/packed_texts.hpp"

#include <cstdint>

namespace orderhook {

void append_packed(std::string& bytes, std::string_view text) {
    std::size_t length = text.size();
    for (; length >= 0x80; length >>= 7)
        bytes += static_cast<char>(0x80 | (length & 0x7f));
    bytes += static_cast<char>(length);
    bytes += text;
}

std::optional<std::string_view> take_packed(std::string_view& bytes) {
    std::uint64_t length = 0;
    for (int shift = 0;; shift += 7) {
        if (bytes.empty() || shift > 56) return std::nullopt;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        length |= std::uint64_t{byte & 0x7fu} << shift;
        if (byte < 0x80) break;
    }
    if (length > bytes.size()) return std::nullopt;
    const auto text = bytes.substr(0, length);
    bytes.remove_prefix(length);
    return text;
}

} // namespace orderhook
