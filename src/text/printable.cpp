#include "text/printable.hpp"

#include <algorithm>
#include <array>

namespace orderhook {

namespace {

constexpr unsigned char byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

constexpr bool continues_utf8(unsigned char byte) { return (byte & 0xc0) == 0x80; }

} // namespace

std::size_t printable_size(std::string_view text) {
    struct Range {
        unsigned char first, last;        // of the lead byte
        unsigned char second, second_end; // of the byte behind it
        std::size_t size;
    };
    // Well-formed UTF-8 (Unicode, table 3-7) less the control characters below U+00A0.
    constexpr std::array<Range, 9> ranges{{
        {0xc2, 0xc2, 0xa0, 0xbf, 2},
        {0xc3, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    }};
    const unsigned char lead = byte_at(text, 0);
    if (lead < 0x80) return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    for (const Range& range : ranges) {
        if (lead < range.first || lead > range.last) continue;
        if (text.size() < range.size) return 0;
        if (byte_at(text, 1) < range.second || byte_at(text, 1) > range.second_end) return 0;
        const std::string_view rest = text.substr(2, range.size - 2);
        return std::ranges::all_of(
                   rest,
                   [](char byte) { return continues_utf8(static_cast<unsigned char>(byte)); }
               )
                   ? range.size
                   : 0;
    }
    return 0;
}

} // namespace orderhook
