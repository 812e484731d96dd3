#include "text/utf8.hpp"

#include <algorithm>

namespace orderhook {

namespace {

unsigned char byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

} // namespace

std::size_t character_size(std::string_view text) {
    const unsigned char lead = byte_at(text, 0);
    const unsigned char second = text.size() > 1 ? byte_at(text, 1) : 0U;
    std::size_t size = 0;
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) size = 2;
    if (lead >= 0xE0 && lead <= 0xEF) size = 3;
    if (lead >= 0xF0 && lead <= 0xF4) size = 4;
    if (size == 0 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i) {
        if (!is_continuation(byte_at(text, i))) return 0;
    }
    const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool surrogate = lead == 0xED && second > 0x9F;
    const bool beyond = lead == 0xF4 && second > 0x8F;
    return overlong || surrogate || beyond ? 0 : size;
}

std::size_t printable_size(std::string_view text) {
    const std::size_t size = character_size(text);
    const unsigned char lead = byte_at(text, 0);
    const bool is_control = size == 1 ? lead < 0x20 || lead == 0x7F
                                      : size == 2 && lead == 0xC2 && byte_at(text, 1) < 0xA0;
    return is_control ? 0 : size;
}

std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    // No character has more bytes than these; what goes on for longer is none.
    for (std::size_t back = 0; back < std::min(most + 1, std::size_t{4}); ++back)
        if (!is_continuation(byte_at(text, most - back))) return text.substr(0, most - back);
    return text.substr(0, most);
}

} // namespace orderhook
