// How members of described structs are called in JSON.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace orderhook::json {

/// How a vendor spells names. A namespace declares it once for all its structs:
///
///     template <class T> constexpr json::Naming json_naming(std::type_identity<T>) {
///         return json::Naming::camel_case;
///     }
enum class Naming {
    as_written, ///< `order_id`; the default
    camel_case, ///< `order_id` is `orderId`
};

/// A member whose key follows no rule, or that has had another one. A struct declares its own:
///
///     constexpr auto json_names(std::type_identity<Line>) {
///         return std::array{
///             json::Name{.member = "vat_rate", .key = "VATRate"},
///             json::Name{.member = "plan", .key = "discountPlan", .alias = "DiscountPlan"}};
///     }
struct Name {
    std::string_view member;
    std::string_view key;
    std::string_view alias{}; ///< accepted too when reading
};

/// A key made at compile time.
struct Key {
    std::array<char, 72> letters{};
    std::size_t size = 0;
    std::string_view alias{};

    constexpr void add(char letter) { letters.at(size++) = letter; }
    [[nodiscard]] constexpr std::string_view text() const { return {letters.data(), size}; }
};

/// `"key":`, as it is written.
constexpr Key label_of(const Key& key) {
    Key label;
    label.add('"');
    for (const char letter : key.text()) {
        if (letter == '"' || letter == '\\') label.add('\\');
        label.add(letter);
    }
    label.add('"');
    label.add(':');
    return label;
}

template <class T> constexpr Naming naming_of() {
    if constexpr (requires { json_naming(std::type_identity<T>{}); }) {
        return json_naming(std::type_identity<T>{});
    } else {
        return Naming::as_written;
    }
}

/// The key of a member that T itself declares.
template <class T> constexpr Key key_of(std::string_view member) {
    Key key;
    if constexpr (requires { json_names(std::type_identity<T>{}); }) {
        for (const Name& name : json_names(std::type_identity<T>{})) {
            if (name.member != member) continue;
            for (const char letter : name.key)
                key.add(letter);
            key.alias = name.alias;
            return key;
        }
    }
    if (member.ends_with('_')) member.remove_suffix(1);
    bool capital = false;
    for (const char letter : member) {
        if (naming_of<T>() == Naming::camel_case && letter == '_') {
            capital = true;
            continue;
        }
        const bool lower = letter >= 'a' && letter <= 'z';
        key.add(capital && lower ? static_cast<char>(letter - 'a' + 'A') : letter);
        capital = false;
    }
    return key;
}

} // namespace orderhook::json
