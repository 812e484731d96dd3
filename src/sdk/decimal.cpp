#include <orderhook/decimal.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace orderhook {
namespace {

__extension__ typedef __int128 Int128;

constexpr int max_digits = 38;

// Every power up to 10^38 fits: the largest 128-bit number is about 1.7 * 10^38.
constexpr auto powers_of_ten = [] {
    std::array<Int128, max_digits + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i)
        powers[i] = powers[i - 1] * 10;
    return powers;
}();

Int128 power_of_ten(int exponent) { return powers_of_ten[static_cast<std::size_t>(exponent)]; }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

std::string_view take_digits(std::string_view& text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
    const std::string_view digits(text.begin(), end);
    text.remove_prefix(digits.size());
    return digits;
}

/// `e3`, `E-2`; zero when there is none. Nothing when it is no exponent, or beyond all use.
std::optional<int> take_exponent(std::string_view& text) {
    if (text.empty()) return 0;
    if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
    text.remove_prefix(1);
    if (text.starts_with('+')) {
        text.remove_prefix(1);
        if (text.starts_with('-')) return std::nullopt;
    }
    int exponent = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    if (exponent < -10'000 || exponent > 10'000) return std::nullopt;
    return exponent;
}

} // namespace

std::optional<Decimal> Decimal::from_text(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);

    std::string digits(take_digits(text));
    if (digits.empty()) return std::nullopt;
    int scale = 0;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const std::string_view fraction = take_digits(text);
        if (fraction.empty() || fraction.size() > max_digits) return std::nullopt;
        digits += fraction;
        scale = static_cast<int>(fraction.size());
    }
    const auto exponent = take_exponent(text);
    if (!exponent) return std::nullopt;

    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
    scale -= *exponent;
    if (scale < 0) {
        if (!digits.empty()) {
            if (-scale > max_digits) return std::nullopt;
            digits.append(static_cast<std::size_t>(-scale), '0');
        }
        scale = 0;
    }
    if (scale > max_digits || digits.size() > max_digits) return std::nullopt;

    Decimal result;
    result.scale_ = scale;
    for (const char digit : digits)
        result.unscaled_ = result.unscaled_ * 10 + (digit - '0');
    if (negative) result.unscaled_ = -result.unscaled_;
    return result;
}

std::string Decimal::to_text() const {
    std::string text;
    append_text(text);
    return text;
}

void Decimal::append_text(std::string& out) const {
    Digits rest = unscaled_ < 0 ? -unscaled_ : unscaled_;
    std::array<char, max_digits + 3> text; // with a zero in front, the point and the sign
    std::size_t at = text.size();
    int place = 0;
    const auto put = [&](int digit) {
        if (place == scale_ && scale_ > 0) text[--at] = '.';
        text[--at] = static_cast<char>('0' + digit);
        ++place;
    };
    for (; rest > std::numeric_limits<std::uint64_t>::max(); rest /= 10)
        put(static_cast<int>(rest % 10));
    // Dividing 64 bits is many times as fast.
    for (auto low = static_cast<std::uint64_t>(rest); low != 0 || place <= scale_; low /= 10)
        put(static_cast<int>(low % 10));
    if (unscaled_ < 0) text[--at] = '-';
    out.append(text.data() + at, text.size() - at);
}

std::optional<std::int64_t> Decimal::minor_units(int scale) const {
    if (scale < 0 || scale > max_digits) return std::nullopt;
    Digits units = unscaled_;
    if (scale >= scale_) {
        if (__builtin_mul_overflow(units, power_of_ten(scale - scale_), &units)) {
            return std::nullopt;
        }
    } else {
        const Digits divisor = power_of_ten(scale_ - scale);
        if (units % divisor != 0) return std::nullopt;
        units /= divisor;
    }
    const auto result = static_cast<std::int64_t>(units);
    if (result != units) return std::nullopt;
    return result;
}

std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) noexcept {
    // Whole and fraction apart: brought to one scale, 38 digits could overflow.
    const Int128 left_unit = power_of_ten(left.scale_);
    const Int128 right_unit = power_of_ten(right.scale_);
    const Int128 left_whole = left.unscaled_ / left_unit;
    const Int128 right_whole = right.unscaled_ / right_unit;
    if (left_whole != right_whole) {
        return left_whole < right_whole ? std::weak_ordering::less : std::weak_ordering::greater;
    }
    const Int128 left_fraction =
        left.unscaled_ % left_unit * power_of_ten(max_digits - left.scale_);
    const Int128 right_fraction =
        right.unscaled_ % right_unit * power_of_ten(max_digits - right.scale_);
    if (left_fraction == right_fraction) return std::weak_ordering::equivalent;
    return left_fraction < right_fraction ? std::weak_ordering::less : std::weak_ordering::greater;
}

} // namespace orderhook
