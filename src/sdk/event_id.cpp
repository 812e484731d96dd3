#include <orderhook/event.hpp>

namespace orderhook {

namespace {

constexpr std::size_t id_text_size = 36;

constexpr bool hyphen_stands_at(std::size_t place) noexcept {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

constexpr int hex_digit_value(char digit) noexcept {
    if (digit >= '0' && digit <= '9') return digit - '0';
    if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
    if (digit >= 'A' && digit <= 'F') return digit - 'A' + 10;
    return -1;
}

} // namespace

std::string EventId::to_text() const {
    std::string text;
    append_text(text);
    return text;
}

void EventId::append_text(std::string& out) const {
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<char, id_text_size> text;
    std::size_t place = 0;
    for (const std::uint8_t byte : bytes) {
        if (hyphen_stands_at(place)) text[place++] = '-';
        text[place++] = digits[byte >> 4];
        text[place++] = digits[byte & 0xf];
    }
    out.append(text.data(), text.size());
}

std::optional<EventId> EventId::from_text(std::string_view text) {
    if (text.size() != id_text_size) return std::nullopt;
    EventId id;
    std::size_t half_bytes = 0;
    for (std::size_t place = 0; place < text.size(); ++place) {
        if (hyphen_stands_at(place)) {
            if (text[place] != '-') return std::nullopt;
            continue;
        }
        const int value = hex_digit_value(text[place]);
        if (value < 0) return std::nullopt;
        std::uint8_t& byte = id.bytes[half_bytes++ / 2];
        byte = static_cast<std::uint8_t>(byte << 4 | value);
    }
    return id;
}

} // namespace orderhook
