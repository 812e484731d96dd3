#include "text/printable.hpp"

#include "text/utf8.hpp"

namespace orderhook {

namespace {

void append_byte(std::string& line, char byte) {
    static constexpr std::string_view digits = "0123456789abcdef";
    const auto value = static_cast<unsigned char>(byte);
    line += "\\x";
    line += digits[value >> 4U];
    line += digits[value & 0xFU];
}

} // namespace

void append_printable(std::string& line, std::string_view text, std::string_view also_escaped) {
    while (!text.empty()) {
        std::size_t size = printable_size(text);
        if (size == 0) {
            append_byte(line, text[0]);
            size = 1;
        } else {
            if (also_escaped.find(text[0]) != std::string_view::npos) line += '\\';
            line += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
}

std::string printable(std::string_view text) {
    std::string line;
    append_printable(line, text);
    return line;
}

} // namespace orderhook
