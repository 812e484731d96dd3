#include "handlers/http/plain_text.hpp"

#include "text/percent.hpp"
#include "text/utf8.hpp"

namespace orderhook::outgoing {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

unsigned char byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

/// U+FDD0 to U+FDEF, and the last two of each plane.
bool is_noncharacter(std::string_view character) {
    const std::size_t size = character.size();
    if (size < 3) return false;
    const auto last = byte_at(character, size - 1);
    const auto before = byte_at(character, size - 2);
    const bool ends_a_plane =
        size == 3 ? byte_at(character, 0) == 0xEF : (byte_at(character, 1) & 0x0F) == 0x0F;
    if (ends_a_plane && before == 0xBF && last >= 0xBE) return true;
    return size == 3 && byte_at(character, 0) == 0xEF && before == 0xB7 && last >= 0x90
           && last <= 0xAF;
}

} // namespace

std::string plain_text(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    while (!text.empty()) {
        const std::size_t size = character_size(text);
        const auto character = text.substr(0, size == 0 ? 1 : size);
        if (size == 0 || is_noncharacter(character))
            plain += replacement;
        else if (printable_size(character) == 0)
            plain += ' ';
        else
            plain += character;
        text.remove_prefix(character.size());
    }
    return plain;
}

std::string header_text(std::string_view text) {
    const auto stays = [](char letter) {
        return letter > ' ' && letter < 0x7F && letter != '"' && letter != '%';
    };
    const std::string plain = plain_text(text);
    std::string encoded;
    for (std::string_view rest = plain; !rest.empty(); rest.remove_prefix(character_size(rest))) {
        const auto character = percent_encoded(rest.substr(0, character_size(rest)), stays);
        if (encoded.size() + character.size() > longest_header_text) break;
        encoded += character;
    }
    return encoded;
}

} // namespace orderhook::outgoing
