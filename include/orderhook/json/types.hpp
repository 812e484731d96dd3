// Which kinds of types take part, and what is expected where they stand.
#pragma once

#include <orderhook/json/fields.hpp>
#include <orderhook/json/text.hpp>
#include <orderhook/open_enum.hpp>
#include <orderhook/raw_json.hpp>

#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace orderhook::json {

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;
template <class T> inline constexpr bool is_list = false;
template <class T> inline constexpr bool is_list<std::vector<T>> = true;
template <class T> inline constexpr bool is_map = false;
template <class T> inline constexpr bool is_map<std::map<std::string, T>> = true;
template <class T> inline constexpr bool is_variant = false;
template <class... T> inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T> inline constexpr bool is_open_enum = false;
template <class E> inline constexpr bool is_open_enum<OpenEnum<E>> = true;

template <class T>
concept FromText = requires(std::string_view text) {
    { T::from_text(text) } -> std::same_as<std::optional<T>>;
};

/// A type with a text of its own, such as Decimal and Timestamp.
template <class T>
concept TextForm = FromText<T> && requires(const T& value) {
    { T::text_form } -> std::convertible_to<std::string_view>;
    { value.to_text() } -> std::same_as<std::string>;
};

/// One that appends its text, in which nothing needs an escape.
template <class T>
concept PlainTextForm = TextForm<T> && requires(const T& value, std::string& out) {
    value.append_text(out);
};

/// What drift says was expected where a T stands.
template <class T> constexpr std::string_view expected_for() {
    if constexpr (std::same_as<T, bool>)
        return "boolean";
    else if constexpr (std::same_as<T, std::int32_t>)
        return "32-bit integer";
    else if constexpr (std::same_as<T, std::int64_t>)
        return "integer";
    else if constexpr (std::same_as<T, std::string>)
        return "string";
    else if constexpr (std::same_as<T, RawJson>)
        return "JSON value";
    else if constexpr (is_list<T>)
        return "array";
    else if constexpr (is_open_enum<T>)
        return T::is_number ? "integer" : "string";
    else if constexpr (is_variant<T>)
        return expected_for<std::variant_alternative_t<0, T>>();
    else if constexpr (TextForm<T>)
        return T::text_form;
    else
        return "object";
}

/// Whether a T is documented to be of that kind.
template <class T> constexpr bool is_natural(Kind kind) {
    if constexpr (std::same_as<T, bool>)
        return kind == Kind::boolean;
    else if constexpr (std::integral<T>)
        return kind == Kind::number;
    else if constexpr (std::same_as<T, std::string>)
        return kind == Kind::string;
    else if constexpr (std::same_as<T, RawJson>)
        return true;
    else if constexpr (is_list<T>)
        return kind == Kind::array;
    else if constexpr (is_open_enum<T>)
        return kind == (T::is_number ? Kind::number : Kind::string);
    else if constexpr (TextForm<T>)
        return kind == Kind::string || kind == Kind::number;
    else
        return kind == Kind::object;
}

} // namespace orderhook::json
