// Exact decimal numbers, for money and rates.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// An exact decimal number of up to 38 digits that keeps the scale it was written with: `12.10`
/// stays `12.10`, and equals `12.1`.
class Decimal {
public:
    static constexpr std::string_view text_form = "decimal";

    constexpr Decimal() = default;
    constexpr explicit Decimal(std::int64_t whole) : unscaled_(whole) {}

    /// Reads `-12.10`, `7`, `1.2e3`. Nothing for any other text, for more than 38 digits, and for
    /// exponents that would need them.
    [[nodiscard]] static std::optional<Decimal> from_text(std::string_view text);

    /// Plain digits with `scale()` of them after the point, never an exponent.
    [[nodiscard]] std::string to_text() const;
    void append_text(std::string& out) const;

    /// Digits after the point.
    [[nodiscard]] constexpr int scale() const noexcept { return scale_; }

    /// The value in units of 10^-`scale`: `Decimal("12.10").minor_units(2)` is 1210. Nothing when
    /// that would round or not fit.
    [[nodiscard]] std::optional<std::int64_t> minor_units(int scale) const;

    /// By value: `12.10 == 12.1`.
    friend bool operator==(const Decimal& left, const Decimal& right) noexcept {
        return (left <=> right) == 0;
    }
    friend std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) noexcept;

private:
    __extension__ typedef __int128 Digits;

    Digits unscaled_ = 0;
    int scale_ = 0;
};

} // namespace orderhook
