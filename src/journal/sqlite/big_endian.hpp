// Numbers as eight bytes, the most significant first: bytes of equal length sort as they do.
#pragma once

#include <boost/endian/conversion.hpp>

#include <array>
#include <cstdint>

namespace orderhook {

[[nodiscard]] inline std::array<std::uint8_t, 8> big_endian(std::uint64_t number) noexcept {
    std::array<std::uint8_t, 8> bytes{};
    boost::endian::store_big_u64(bytes.data(), number);
    return bytes;
}

/// Of the eight bytes from there.
[[nodiscard]] inline std::uint64_t big_endian_at(const std::uint8_t* bytes) noexcept {
    return boost::endian::load_big_u64(bytes);
}
[[nodiscard]] inline std::uint64_t big_endian_at(const char* bytes) noexcept {
    return big_endian_at(reinterpret_cast<const std::uint8_t*>(bytes));
}

} // namespace orderhook
