// What providers verify signatures with.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace orderhook {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);

/// HMAC-SHA256 with a key that is prepared once. Thread-safe.
class HmacSha256 {
public:
    explicit HmacSha256(std::string_view key);
    HmacSha256(HmacSha256&&) noexcept;
    HmacSha256& operator=(HmacSha256&&) noexcept;
    ~HmacSha256();

    /// The code of the parts as if they were one text, without joining them.
    [[nodiscard]] Sha256 operator()(std::initializer_list<std::string_view> parts) const;

private:
    struct Keyed;
    std::unique_ptr<Keyed> keyed_;
};

/// Compares in a time that depends on neither content nor the place of a difference. Of texts of
/// different length it takes time by the length of `given` alone.
[[nodiscard]] bool equal_in_constant_time(std::string_view given, std::string_view secret) noexcept;
[[nodiscard]] bool equal_in_constant_time(const Sha256& left, const Sha256& right) noexcept;

/// Lower-case hex.
[[nodiscard]] std::string to_hex(std::span<const std::uint8_t> bytes);

/// 64 hex digits of either case, else nothing.
[[nodiscard]] std::optional<Sha256> sha256_from_hex(std::string_view text) noexcept;

/// Standard base64 with padding; nothing when it is not that.
[[nodiscard]] std::optional<std::string> decode_base64(std::string_view text);
[[nodiscard]] std::string encode_base64(std::string_view bytes);

} // namespace orderhook
