// The small values that Salla's bodies are made of.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/time.hpp>

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook::salla {

/// A value that is a number in some of Salla's bodies and a text in others; the two are equal.
struct NumberOrText {
    static constexpr std::string_view text_form = "number or text";

    std::string text; ///< a number's digits

    [[nodiscard]] static std::optional<NumberOrText> from_text(std::string_view text) {
        return NumberOrText{std::string(text)};
    }
    [[nodiscard]] std::string to_text() const { return text; }

    friend bool operator==(const NumberOrText&, const NumberOrText&) = default;
    friend bool operator==(const NumberOrText& left, std::string_view right) {
        return left.text == right;
    }
};

/// Never check sums: whether a line's total is net of its discount differs between bodies.
struct Money {
    std::optional<Decimal> amount;
    std::optional<std::string> currency; ///< ISO 4217

    friend bool operator==(const Money&, const Money&) = default;
};
BOOST_DESCRIBE_STRUCT(Money, (), (amount, currency))

/// A time as PHP dumps it. Salla has been seen to write UTC and call it Riyadh, so two of these
/// make no duration.
struct Date {
    std::optional<Timestamp> date; ///< the clock in `timezone`, to the microsecond
    std::optional<std::int64_t> timezone_type;
    std::optional<std::string> timezone; ///< `Asia/Riyadh`, or an offset such as `+03:00`

    /// The instant, as far as `timezone` is to be believed; nothing for zones other than Riyadh,
    /// UTC and offsets.
    [[nodiscard]] std::optional<Time> instant() const {
        if (!date || date->instant()) return date ? date->instant() : std::nullopt;
        return parse_rfc3339(date->to_text() + offset());
    }

    /// The documents have one date as a plain text.
    [[nodiscard]] static std::optional<Date> from_text(std::string_view text) {
        const auto time = Timestamp::from_text(text);
        if (!time) return std::nullopt;
        return Date{*time, std::nullopt, std::nullopt};
    }

    friend bool operator==(const Date&, const Date&) = default;

private:
    [[nodiscard]] std::string offset() const {
        if (!timezone) return {};
        if (*timezone == "Asia/Riyadh") return "+03:00"; // the same all year
        return *timezone == "UTC" ? "Z" : *timezone;
    }
};
BOOST_DESCRIBE_STRUCT(Date, (), (date, timezone_type, timezone))

/// An instant of the day or a span of it, as a clock shows it: `08:00`.
struct Span {
    std::optional<std::string> from;
    std::optional<std::string> to;

    friend bool operator==(const Span&, const Span&) = default;
};
BOOST_DESCRIBE_STRUCT(Span, (), (from, to))

/// A place on earth.
struct Coordinates {
    std::optional<Decimal> lat;
    std::optional<Decimal> lng;

    /// Salla writes 0, 0 for a place it does not know.
    [[nodiscard]] bool known() const noexcept {
        return lat && lng && (*lat != Decimal{} || *lng != Decimal{});
    }

    friend bool operator==(const Coordinates&, const Coordinates&) = default;
};
BOOST_DESCRIBE_STRUCT(Coordinates, (), (lat, lng))

} // namespace orderhook::salla
