// Numbers as eight bytes, the most significant first: bytes of equal length sort as they do.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace orderhook {

[[nodiscard]] constexpr std::array<std::uint8_t, 8> big_endian(std::uint64_t number) noexcept {
    std::array<std::uint8_t, 8> bytes{};
    for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8)
        *byte = static_cast<std::uint8_t>(number & 0xff);
    return bytes;
}

/// Of the eight bytes from there.
template <class Byte> [[nodiscard]] std::uint64_t big_endian_at(const Byte* bytes) noexcept {
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < sizeof number; ++index)
        number = number << 8 | static_cast<std::uint8_t>(bytes[index]);
    return number;
}

} // namespace orderhook
