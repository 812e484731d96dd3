#include <orderhook/time.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

namespace orderhook {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

/// Takes a text apart from its front. Every step says whether the text went on as asked.
class TimeText {
public:
    explicit TimeText(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool done() const { return rest_.empty(); }

    bool skip(char expected) {
        if (rest_.empty() || rest_.front() != expected) return false;
        rest_.remove_prefix(1);
        return true;
    }

    bool skip(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }

    /// Exactly `width` digits.
    bool digits(std::size_t width, int& value) {
        if (rest_.size() < width) return false;
        value = 0;
        for (const char letter : rest_.substr(0, width)) {
            if (letter < '0' || letter > '9') return false;
            value = value * 10 + (letter - '0');
        }
        rest_.remove_prefix(width);
        return true;
    }

    /// One to nine digits after a point, of which six count.
    bool fraction(Duration& value) {
        std::int64_t micros = 0;
        int count = 0;
        while (!rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9') {
            if (++count > 9) return false;
            if (count <= 6) micros = micros * 10 + (rest_.front() - '0');
            rest_.remove_prefix(1);
        }
        if (count == 0) return false;
        for (int missing = count; missing < 6; ++missing)
            micros *= 10;
        value = Duration{micros};
        return true;
    }

    [[nodiscard]] std::string_view rest() const { return rest_; }

private:
    std::string_view rest_;
};

bool make_date(int year_number, int month_number, int day_number, year_month_day& date) {
    date = year_month_day{
        year{year_number},
        month{static_cast<unsigned>(month_number)},
        day{static_cast<unsigned>(day_number)}};
    return year_number >= 1 && date.ok();
}

bool read_date(TimeText& text, year_month_day& date) {
    int year_number = 0;
    int month_number = 0;
    int day_number = 0;
    return text.digits(4, year_number) && text.skip('-') && text.digits(2, month_number)
           && text.skip('-') && text.digits(2, day_number)
           && make_date(year_number, month_number, day_number, date);
}

/// `HH:MM:SS` with an optional fraction.
bool read_clock(TimeText& text, Duration& since_midnight) {
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    if (!text.digits(2, hours) || !text.skip(':') || !text.digits(2, minutes) || !text.skip(':')
        || !text.digits(2, seconds)) {
        return false;
    }
    if (hours > 23 || minutes > 59 || seconds > 59) return false;
    Duration fraction{0};
    if (text.skip('.') && !text.fraction(fraction)) return false;
    since_midnight = std::chrono::hours{hours} + std::chrono::minutes{minutes}
                     + std::chrono::seconds{seconds} + fraction;
    return true;
}

/// `+HH:MM`, or `+HHMM` as JavaScript prints it.
bool read_offset(TimeText& text, bool with_colon, Duration& offset) {
    const bool behind = text.skip('-');
    if (!behind && !text.skip('+')) return false;
    int hours = 0;
    int minutes = 0;
    if (!text.digits(2, hours) || (with_colon && !text.skip(':')) || !text.digits(2, minutes)) {
        return false;
    }
    if (hours > 23 || minutes > 59) return false;
    offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    if (behind) offset = -offset;
    return true;
}

bool in_calendar(Time time) {
    constexpr Time first{std::chrono::sys_days{year{1} / 1 / 1}};
    constexpr Time end{std::chrono::sys_days{year{10000} / 1 / 1}};
    return first <= time && time < end;
}

std::optional<Time> at(year_month_day date, Duration since_midnight, Duration offset) {
    const Time time = std::chrono::sys_days{date} + since_midnight - offset;
    if (!in_calendar(time)) return std::nullopt;
    return time;
}

/// `Sun Jun 26 2022 12:21:48 GMT+0300`, with or without ` (name of the zone)` behind it.
std::optional<Time> parse_javascript_date(std::string_view input) {
    static constexpr std::array<std::string_view, 12>
        months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (input.size() < 8 || input[3] != ' ') return std::nullopt;
    TimeText text(input.substr(4));
    int month_number = 0;
    while (month_number < 12 && !text.skip(months[static_cast<std::size_t>(month_number)])) {
        ++month_number;
    }
    int day_number = 0;
    int year_number = 0;
    year_month_day date;
    Duration since_midnight{0};
    Duration offset{0};
    if (!text.skip(' ') || !text.digits(2, day_number) || !text.skip(' ')
        || !text.digits(4, year_number)
        || !make_date(year_number, month_number + 1, day_number, date) || !text.skip(' ')
        || !read_clock(text, since_midnight) || !text.skip(" GMT")
        || !read_offset(text, false, offset)) {
        return std::nullopt;
    }
    if (!text.done() && !text.rest().starts_with(" (")) return std::nullopt;
    return at(date, since_midnight, offset);
}

std::optional<std::int64_t> parse_integer(std::string_view digits) {
    if (digits.empty() || digits.size() > 18) return std::nullopt;
    std::int64_t value = 0;
    for (const char letter : digits) {
        if (letter < '0' || letter > '9') return std::nullopt;
        value = value * 10 + (letter - '0');
    }
    return value;
}

/// Seconds, or milliseconds when there are thirteen digits: as seconds those lie beyond the year
/// 9999.
std::optional<Time> parse_unix(std::string_view text) {
    const bool before = text.starts_with('-');
    const std::string_view digits = text.substr(before ? 1 : 0);
    const auto value = parse_integer(digits);
    if (!value || digits.size() > 13) return std::nullopt;
    const Duration since = digits.size() == 13 ? Duration{std::chrono::milliseconds{*value}}
                                               : Duration{std::chrono::seconds{*value}};
    const Time time{before ? -since : since};
    if (!in_calendar(time)) return std::nullopt;
    return time;
}

/// At least so many digits, and what stands behind them.
template <std::size_t Least> void append_digits(std::string& out, unsigned number, char behind) {
    std::array<char, 12> text{};
    std::size_t place = text.size();
    text[--place] = behind;
    for (std::size_t count = 0; count < Least || number != 0; ++count, number /= 10)
        text[--place] = static_cast<char>('0' + number % 10);
    out.append(text.data() + place, text.size() - place);
}

} // namespace

std::string to_text(Time time) {
    std::string text;
    append_text(text, time);
    return text;
}

void append_text(std::string& out, Time time) {
    const auto midnight = std::chrono::floor<std::chrono::days>(time);
    const year_month_day date{midnight};
    const std::chrono::hh_mm_ss clock{time - midnight};
    const int year_number = static_cast<int>(date.year());
    if (year_number < 0) out += '-';
    append_digits<4>(out, static_cast<unsigned>(std::abs(year_number)), '-');
    append_digits<2>(out, static_cast<unsigned>(date.month()), '-');
    append_digits<2>(out, static_cast<unsigned>(date.day()), 'T');
    append_digits<2>(out, static_cast<unsigned>(clock.hours().count()), ':');
    append_digits<2>(out, static_cast<unsigned>(clock.minutes().count()), ':');
    const auto micros = static_cast<unsigned>(clock.subseconds().count());
    append_digits<2>(out, static_cast<unsigned>(clock.seconds().count()), micros == 0 ? 'Z' : '.');
    if (micros != 0) append_digits<6>(out, micros, 'Z');
}

std::optional<Time> parse_rfc3339(std::string_view input) {
    TimeText text(input);
    year_month_day date;
    Duration since_midnight{0};
    if (!read_date(text, date)) return std::nullopt;
    if (!text.skip('T') && !text.skip('t') && !text.skip(' ')) return std::nullopt;
    if (!read_clock(text, since_midnight)) return std::nullopt;
    Duration offset{0};
    if (!text.skip('Z') && !text.skip('z') && !read_offset(text, true, offset)) return std::nullopt;
    if (!text.done()) return std::nullopt;
    return at(date, since_midnight, offset);
}

std::optional<Duration> parse_duration(std::string_view text) {
    if (text == "0") return Duration{0};
    struct Unit {
        std::string_view name;
        Duration length;
    };
    static constexpr std::array<Unit, 5> units{{
        {"ms", std::chrono::milliseconds{1}},
        {"s", std::chrono::seconds{1}},
        {"m", std::chrono::minutes{1}},
        {"h", std::chrono::hours{1}},
        {"d", std::chrono::days{1}},
    }};
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto number = parse_integer(text.substr(0, digits));
    if (!number) return std::nullopt;
    for (const Unit& unit : units) {
        if (text.substr(digits) != unit.name) continue;
        if (*number > Duration::max() / unit.length) return std::nullopt;
        return *number * unit.length;
    }
    return std::nullopt;
}

std::optional<Timestamp> Timestamp::from_unix(std::int64_t seconds) {
    // Far below what would overflow as microseconds, and far beyond the year 9999.
    constexpr std::int64_t bound = 1'000'000'000'000;
    if (seconds < -bound || seconds > bound) return std::nullopt;
    const Time time{std::chrono::seconds{seconds}};
    if (!in_calendar(time)) return std::nullopt;
    return Timestamp(time);
}

std::optional<Timestamp> Timestamp::from_text(std::string_view input) {
    if (const auto instant = parse_rfc3339(input)) return Timestamp(*instant);
    if (const auto instant = parse_unix(input)) return Timestamp(*instant);
    if (const auto instant = parse_javascript_date(input)) return Timestamp(*instant);

    TimeText text(input);
    Timestamp result;
    if (!read_date(text, result.zoneless_date_)) return std::nullopt;
    Duration since_midnight{0};
    const bool day_only = text.done();
    if (!day_only && !text.skip(' ') && !text.skip('T')) return std::nullopt;
    if (!day_only && (!read_clock(text, since_midnight) || !text.done())) return std::nullopt;
    result.instant_.reset();
    result.zoneless_ = input;
    return result;
}

std::chrono::year_month_day Timestamp::date() const noexcept {
    if (!instant_) return zoneless_date_;
    return year_month_day{std::chrono::floor<std::chrono::days>(*instant_)};
}

std::string Timestamp::to_text() const {
    return instant_ ? orderhook::to_text(*instant_) : zoneless_;
}

void Timestamp::append_text(std::string& out) const {
    if (instant_)
        orderhook::append_text(out, *instant_);
    else
        out += zoneless_;
}

} // namespace orderhook
