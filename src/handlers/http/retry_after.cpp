#include "handlers/http/retry_after.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace orderhook::outgoing {

namespace {

constexpr std::chrono::seconds longest_wait = std::chrono::days{365};

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

std::optional<Duration> seconds_of(std::string_view digits) {
    std::chrono::seconds wait{0};
    for (const char digit : digits)
        wait = std::min(longest_wait, wait * 10 + std::chrono::seconds{digit - '0'});
    if (wait.count() == 0) return std::nullopt;
    return wait;
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` as RFC 3339; the two obsolete forms are of no use any more.
std::optional<Time> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12>
        months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    constexpr std::size_t length = 29;
    if (text.size() != length || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' '
        || text[16] != ' ' || !text.ends_with(" GMT"))
        return std::nullopt;
    const auto month = std::ranges::find(months, text.substr(8, 3));
    if (month == months.end()) return std::nullopt;
    const std::string number = std::to_string(month - months.begin() + 1);
    std::string form(text.substr(12, 4));
    form += number.size() == 1 ? "-0" : "-";
    form += number;
    form += '-';
    form += text.substr(5, 2);
    form += 'T';
    form += text.substr(17, 8);
    form += 'Z';
    return parse_rfc3339(form);
}

} // namespace

std::optional<Duration> parse_retry_after(std::string_view value, Time now) {
    const auto text = trimmed(value);
    if (is_number(text)) return seconds_of(text);
    const auto at = parse_http_date(text);
    if (!at || *at <= now) return std::nullopt;
    return std::min<Duration>(*at - now, longest_wait);
}

} // namespace orderhook::outgoing
