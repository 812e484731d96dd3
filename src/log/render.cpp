#include "log/render.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>
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

/// Size of the printable character at the start of the text, 0 when there is none.
std::size_t printable_size(std::string_view text) {
    struct Range {
        unsigned char first, last;        // of the lead byte
        unsigned char second, second_end; // of the byte behind it
        std::size_t size;
    };
    // Well-formed UTF-8 (Unicode, table 3-7) less the control characters below U+00A0.
    constexpr std::array<Range, 9> ranges{{
        {0xc2, 0xc2, 0xa0, 0xbf, 2},
        {0xc3, 0xdf, 0x80, 0xbf, 2},
        {0xe0, 0xe0, 0xa0, 0xbf, 3},
        {0xe1, 0xec, 0x80, 0xbf, 3},
        {0xed, 0xed, 0x80, 0x9f, 3},
        {0xee, 0xef, 0x80, 0xbf, 3},
        {0xf0, 0xf0, 0x90, 0xbf, 4},
        {0xf1, 0xf3, 0x80, 0xbf, 4},
        {0xf4, 0xf4, 0x80, 0x8f, 4},
    }};
    const unsigned char lead = byte_at(text, 0);
    if (lead < 0x80) return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    for (const Range& range : ranges) {
        if (lead < range.first || lead > range.last) continue;
        if (text.size() < range.size) return 0;
        if (byte_at(text, 1) < range.second || byte_at(text, 1) > range.second_end) return 0;
        const std::string_view rest = text.substr(2, range.size - 2);
        return std::ranges::all_of(
                   rest,
                   [](char byte) { return continues_utf8(static_cast<unsigned char>(byte)); }
               )
                   ? range.size
                   : 0;
    }
    return 0;
}

void append_escaped(std::string& line, std::string_view text, std::string_view also_escaped) {
    while (!text.empty()) {
        std::size_t size = printable_size(text);
        if (size == 0) {
            fmt::format_to(std::back_inserter(line), "\\x{:02x}", byte_at(text, 0));
            size = 1;
        } else {
            if (also_escaped.find(text[0]) != std::string_view::npos) line += '\\';
            line += text.substr(0, size);
        }
        text.remove_prefix(size);
    }
}

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
        append_escaped(line, kept, "\"\\");
        line += '"';
    } else {
        append_escaped(line, kept, {});
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
    append_escaped(line, message, {});
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
