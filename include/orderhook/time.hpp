// Points in time: ours, in UTC, and a vendor's, which may lack a zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// A point in time, UTC, microseconds.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

/// RFC 3339 in UTC: `2026-11-22T10:03:19Z`, with `.123456` only when there is a fraction.
[[nodiscard]] std::string to_text(Time time);
void append_text(std::string& out, Time time);

/// Reads RFC 3339 (`T` or blank between date and time, any offset, up to nine digits of fraction,
/// of which six are kept). Nothing when it is another form or no such date exists.
[[nodiscard]] std::optional<Time> parse_rfc3339(std::string_view text);

/// Reads `30s`, `5m`, `12h`, `3d`, `250ms` or `0`. Nothing for any other form and on overflow.
[[nodiscard]] std::optional<Duration> parse_duration(std::string_view text);

/// A time as a vendor gave it.
///
/// Unix seconds and texts with a zone become an instant. A text without zone (`2021-06-15`,
/// `2021-06-15 00:00:00`) has no instant: it keeps its calendar reading and its own text, since
/// guessing a zone would move orders to another day.
class Timestamp {
public:
    static constexpr std::string_view text_form = "time";

    Timestamp() = default;
    explicit Timestamp(Time instant) : instant_(instant) {}

    /// Unix seconds. Nothing outside the years 1 to 9999.
    [[nodiscard]] static std::optional<Timestamp> from_unix(std::int64_t seconds);

    /// RFC 3339, `YYYY-MM-DD`, `YYYY-MM-DD HH:MM:SS` (blank or `T`, optional fraction), digits
    /// (Unix seconds; thirteen of them are milliseconds), or JavaScript's
    /// `Sun Jun 26 2022 12:21:48 GMT+0300`. Nothing for any other text.
    [[nodiscard]] static std::optional<Timestamp> from_text(std::string_view text);

    /// Set when the vendor said which instant it is.
    [[nodiscard]] const std::optional<Time>& instant() const noexcept { return instant_; }

    /// The calendar day: the vendor's own for a text without zone, else that of the instant in UTC.
    [[nodiscard]] std::chrono::year_month_day date() const noexcept;

    /// RFC 3339 of the instant, or the vendor's text when it has no zone.
    [[nodiscard]] std::string to_text() const;
    void append_text(std::string& out) const;

    friend bool operator==(const Timestamp&, const Timestamp&) = default;

private:
    std::optional<Time> instant_ = Time{};
    std::string zoneless_;
    std::chrono::year_month_day zoneless_date_{};
};

} // namespace orderhook
