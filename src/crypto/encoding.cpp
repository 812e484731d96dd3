// Bytes as text: hex and base64.
#include <orderhook/signature.hpp>

namespace orderhook {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";
constexpr std::string_view base64_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::uint8_t not_a_digit = 0xff;
using DigitValues = std::array<std::uint8_t, 256>;

constexpr DigitValues values_of(std::string_view digits) {
    DigitValues values{};
    values.fill(not_a_digit);
    for (std::size_t value = 0; value < digits.size(); ++value)
        values[static_cast<unsigned char>(digits[value])] = static_cast<std::uint8_t>(value);
    return values;
}

constexpr DigitValues hex_values() {
    DigitValues values = values_of(hex_digits);
    for (const char letter : std::string_view("abcdef"))
        values[static_cast<unsigned char>(letter - 'a' + 'A')] =
            values[static_cast<unsigned char>(letter)];
    return values;
}

constexpr DigitValues hex_value = hex_values();
constexpr DigitValues base64_value = values_of(base64_digits);

} // namespace

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        text += hex_digits[byte >> 4];
        text += hex_digits[byte & 0xf];
    }
    return text;
}

std::optional<Sha256> sha256_from_hex(std::string_view text) noexcept {
    Sha256 digest;
    if (text.size() != digest.size() * 2) return std::nullopt;
    for (std::size_t index = 0; index < digest.size(); ++index) {
        const std::uint8_t high = hex_value[static_cast<unsigned char>(text[2 * index])];
        const std::uint8_t low = hex_value[static_cast<unsigned char>(text[2 * index + 1])];
        if (high == not_a_digit || low == not_a_digit) return std::nullopt;
        digest[index] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return digest;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const std::string_view digits = text.substr(0, text.size() - padding);

    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char digit : digits) {
        const std::uint8_t value = base64_value[static_cast<unsigned char>(digit)];
        if (value == not_a_digit) return std::nullopt;
        bits = bits << 6 | value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count & 0xff);
    }
    // Bits beyond the last byte must be zero, else one text of bytes would have several forms.
    if ((bits & ((1u << count) - 1)) != 0) return std::nullopt;
    return bytes;
}

std::string encode_base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::uint32_t bits = 0;
    int count = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (count += 8; count >= 6; count -= 6)
            text += base64_digits[bits >> (count - 6) & 0x3f];
    }
    if (count > 0) text += base64_digits[bits << (6 - count) & 0x3f];
    text.resize((text.size() + 3) / 4 * 4, '=');
    return text;
}

} // namespace orderhook
