#include "log/render.hpp"

#include "text/printable.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace orderhook::log {

namespace {

constexpr std::size_t longest_value = 256;

constexpr std::string_view level_text(Level level) {
    switch (level) {
    case Level::debug:
        return "debug";
    case Level::info:
        return "info ";
    case Level::warn:
        return "warn ";
    case Level::error:
        return "error";
    }
    return {};
}

constexpr unsigned char byte_at(std::string_view text, std::size_t place) {
    return static_cast<unsigned char>(text[place]);
}

constexpr bool continues_utf8(unsigned char byte) { return (byte & 0xc0) == 0x80; }

/// At most `longest_value` bytes, and no half of a character at the end.
std::string_view cut(std::string_view text) {
    if (text.size() <= longest_value) return text;
    std::size_t size = longest_value;
    while (size > longest_value - 3 && continues_utf8(byte_at(text, size)))
        --size;
    return text.substr(0, size);
}

bool needs_quotes(std::string_view text) {
    return text.empty() || std::ranges::any_of(text, [](char letter) {
               return static_cast<unsigned char>(letter) <= ' ' || letter == '"' || letter == '\\'
                      || letter == '=';
           });
}

void append_value(std::string& line, std::string_view text) {
    const std::string_view kept = cut(text);
    if (needs_quotes(kept)) {
        line += '"';
        append_printable(line, kept, "\"\\");
        line += '"';
    } else {
        append_printable(line, kept);
    }
    if (kept.size() < text.size()) line += "…";
}

void append_time(std::string& line, Time time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(time - day));
    fmt::format_to(
        std::back_inserter(line),
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()),
        clock.hours().count(),
        clock.minutes().count(),
        clock.seconds().count(),
        clock.subseconds().count()
    );
}

} // namespace

std::string render(Time time, Level level, std::string_view message, const Fields& fields) {
    std::string line;
    line.reserve(256);
    append_time(line, time);
    line += ' ';
    line += level_text(level);
    line += ' ';
    append_printable(line, message);
    for (const Field& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        if (const auto* text = std::get_if<std::string_view>(&field.value))
            append_value(line, *text);
        else
            std::visit(
                [&](const auto& value) { fmt::format_to(std::back_inserter(line), "{}", value); },
                field.value
            );
    }
    return line;
}

} // namespace orderhook::log
