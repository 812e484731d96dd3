#include "providers/varied_body.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace orderhook::test {
namespace {

using json::Kind;

bool is_container(const JsonValue& value) {
    return value.kind == Kind::object || value.kind == Kind::array;
}

void collect_parents(JsonValue& value, std::vector<JsonValue*>& parents) {
    if (is_container(value)) parents.push_back(&value);
    for (JsonValue& inside : value.values)
        collect_parents(inside, parents);
}

void insert(JsonValue& parent, std::size_t at, std::string key, JsonValue value) {
    const auto offset = static_cast<std::ptrdiff_t>(at);
    parent.values.insert(parent.values.begin() + offset, std::move(value));
    if (parent.kind == Kind::object) {
        parent.keys.insert(parent.keys.begin() + offset, std::move(key));
    }
}

void erase(JsonValue& parent, std::size_t at) {
    const auto offset = static_cast<std::ptrdiff_t>(at);
    parent.values.erase(parent.values.begin() + offset);
    if (parent.kind == Kind::object) parent.keys.erase(parent.keys.begin() + offset);
}

/// The code point at the front of well-formed UTF-8, which is dropped there.
std::uint32_t take_letter(std::string_view& text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t letter = size == 1 ? lead : lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        letter = letter << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    text.remove_prefix(size);
    return letter;
}

void append_unit(std::string& out, std::uint32_t unit) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "\\u%04x", unit);
    out += text.data();
}

/// As PHP's `json_encode` writes it.
std::string escape_letters(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const std::uint32_t letter = take_letter(text);
        if (letter < 0x80) {
            out += static_cast<char>(letter);
        } else if (letter < 0x10000) {
            append_unit(out, letter);
        } else {
            append_unit(out, 0xD800U + ((letter - 0x10000U) >> 10U));
            append_unit(out, 0xDC00U + ((letter - 0x10000U) & 0x3FFU));
        }
    }
    return out;
}

} // namespace

JsonValue JsonValue::of(const json::Node& node) {
    JsonValue value;
    value.kind = node.kind;
    value.text = node.text;
    for (const json::Node* at = node.first; at != nullptr; at = at->next) {
        if (node.kind == Kind::object) value.keys.emplace_back(at->key);
        value.values.push_back(of(*at));
    }
    return value;
}

JsonValue JsonValue::of(std::string_view text) {
    return of(json::Document::parse(text).value().root());
}

JsonValue BodyVariation::odd_value() {
    static constexpr std::string_view odd[] = {
        "null",
        "true",
        "false",
        "0",
        "1",
        "-1",
        "-0",
        "7.0",
        "1.5",
        "12.10",
        "240.340",
        "1e3",
        "12345678901234567.89",
        "3187825903901094400",
        "9223372036854775808",
        "99999999999999999999999",
        "123456789012345678901234567890123456789012",
        "1622596410",
        R"("")",
        R"(" ")",
        R"("0")",
        R"("1")",
        R"("12")",
        R"("12.50")",
        R"("7.0")",
        R"("-3")",
        R"("true")",
        R"("null")",
        R"("a,b,,c")",
        R"("about 5")",
        R"("٠٫٢٥")",
        R"("١٢ كجم")",
        R"("😀 \"quoted\" \\ / \u0000 \n")",
        R"("2021-06-01")",
        R"("2021-06-01 10:00:00.123456")",
        R"("2021-06-01T10:00:00+03:00")",
        R"("0000-00-00 00:00:00")",
        R"("{\"id\":1,\"a\":[2]}")",
        R"("{\"id\":")",
        R"("[]")",
        "[]",
        "{}",
        "[null]",
        "[7]",
        R"(["a","b"])",
        "[[1]]",
        R"([{"id":1},null,{"id":2}])",
        R"({"id":5})",
        R"({"0":"a","1":"b"})",
        R"({"brand_new":{"deep":[1,{"x":"y"}]}})"};
    return JsonValue::of(odd[below(std::size(odd))]);
}

/// The same content in another form.
void BodyVariation::convert(JsonValue& value) {
    const std::size_t way = below(4);
    if (way == 0 && value.kind == Kind::number) {
        value.kind = Kind::string;
    } else if (way == 0) {
        std::string written;
        write(value, Style{false, false, false}, 0, written);
        value = JsonValue{Kind::string, std::move(written), {}, {}};
    } else if (way == 1) {
        value = JsonValue{Kind::array, {}, {}, {std::move(value)}};
    } else if (way == 2 && value.kind == Kind::array && !value.values.empty()) {
        JsonValue only = std::move(value.values.front());
        value = std::move(only);
    } else {
        value = JsonValue{Kind::object, {}, {"value"}, {std::move(value)}};
    }
}

void BodyVariation::change_member(JsonValue& parent, std::size_t at) {
    static constexpr std::string_view names[] =
        {"brand_new", "user agent", "دليل", "ID", " ", "a.b"};
    switch (below(8)) {
    case 0:
        erase(parent, at);
        break;
    case 1:
        insert(parent, at, std::string(names[below(std::size(names))]), odd_value());
        break;
    case 2:
        // A member of the same name; the last one counts.
        insert(parent, at, parent.kind == Kind::object ? parent.keys[at] : "", odd_value());
        break;
    case 3: {
        const std::size_t other = below(parent.values.size());
        std::swap(parent.values[at], parent.values[other]);
        if (parent.kind == Kind::object) std::swap(parent.keys[at], parent.keys[other]);
        break;
    }
    case 4:
        convert(parent.values[at]);
        break;
    default:
        parent.values[at] = odd_value();
    }
}

/// Drops members; not those at the root that may say which type it is.
void BodyVariation::thin_out(JsonValue& value, bool is_root) {
    for (std::size_t i = value.values.size(); i-- > 0;) {
        const bool kept = is_root || value.kind != Kind::object || below(3) > 0;
        if (kept) {
            thin_out(value.values[i], false);
        } else {
            erase(value, i);
        }
    }
}

void BodyVariation::change(JsonValue& body) {
    if (below(3) > 0) thin_out(body, true);
    for (std::size_t changes = below(6); changes > 0; --changes) {
        std::vector<JsonValue*> parents;
        collect_parents(body, parents);
        JsonValue& parent = *parents[below(parents.size())];
        if (parent.values.empty()) {
            insert(parent, 0, "brand_new", odd_value());
        } else {
            change_member(parent, below(parent.values.size()));
        }
    }
}

void BodyVariation::write(
    const JsonValue& value,
    Style style,
    std::size_t depth,
    std::string& out
) {
    if (value.kind == Kind::null) out += "null";
    if (value.kind == Kind::number || value.kind == Kind::boolean) out += value.text;
    const auto write_text = [&](std::string_view text) {
        std::string quoted;
        json::append_quoted(quoted, text);
        if (style.escapes_letters) quoted = escape_letters(quoted);
        for (const char letter : quoted) {
            if (letter == '/' && style.escapes_slashes) out += '\\';
            out += letter;
        }
    };
    if (value.kind == Kind::string) write_text(value.text);
    if (!is_container(value)) return;

    const bool object = value.kind == Kind::object;
    const auto start_line = [&](std::size_t levels) {
        if (style.pretty) out += '\n' + std::string(levels * 4, ' ');
    };
    out += object ? '{' : '[';
    for (std::size_t i = 0; i < value.values.size(); ++i) {
        if (i > 0) out += ',';
        start_line(depth + 1);
        if (object) {
            write_text(value.keys[i]);
            out += style.pretty ? ": " : ":";
        }
        write(value.values[i], style, depth + 1, out);
    }
    if (!value.values.empty()) start_line(depth);
    out += object ? '}' : ']';
}

std::string BodyVariation::write(const JsonValue& body) {
    const Style style{below(2) == 0, below(2) == 0, below(2) == 0};
    std::string out;
    write(body, style, 0, out);
    return out;
}

} // namespace orderhook::test
