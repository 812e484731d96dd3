// Writes described structs as JSON under their vendors' names.
#pragma once

#include <orderhook/json/types.hpp>

#include <array>
#include <charconv>
#include <span>
#include <string>
#include <variant>

namespace orderhook::json {

/// Appends the value so that `decode` gives it back: money and times as text, absent optionals
/// left out.
template <class T> void encode(const T& value, std::string& out);

/// Appends the struct at `object`, whose members are `fields`.
void write_object(const void* object, std::span<const Field> fields, std::string& out);

template <class List> void write_list(const List& list, std::string& out) {
    out += '[';
    const char* separator = "";
    for (const auto& element : list) {
        out += separator;
        encode(element, out);
        separator = ",";
    }
    out += ']';
}

template <class Map> void write_map(const Map& map, std::string& out) {
    out += '{';
    const char* separator = "";
    for (const auto& [key, element] : map) {
        out += separator;
        append_quoted(out, key);
        out += ':';
        encode(element, out);
        separator = ",";
    }
    out += '}';
}

template <class T> void encode(const T& value, std::string& out) {
    if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::integral<T>) {
        std::array<char, 20> digits; // and the sign
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
        out.append(digits.data(), end);
    } else if constexpr (std::same_as<T, std::string>) {
        append_quoted(out, value);
    } else if constexpr (std::same_as<T, RawJson>) {
        out += value.text;
    } else if constexpr (is_optional<T>) {
        if (value)
            encode(*value, out);
        else
            out += "null";
    } else if constexpr (is_list<T>) {
        write_list(value, out);
    } else if constexpr (is_map<T>) {
        write_map(value, out);
    } else if constexpr (is_variant<T>) {
        std::visit([&](const auto& alternative) { encode(alternative, out); }, value);
    } else if constexpr (is_open_enum<T>) {
        encode(value.sent(), out);
    } else if constexpr (PlainTextForm<T>) {
        out += '"';
        value.append_text(out);
        out += '"';
    } else if constexpr (TextForm<T>) {
        append_quoted(out, value.to_text());
    } else {
        write_object(&value, fields_of<T>(), out);
    }
}

} // namespace orderhook::json
