// How the readers of configuration sections fill a value that has its default.
#pragma once

#include <orderhook/settings.hpp>

#include <initializer_list>
#include <set>
#include <string>
#include <type_traits>
#include <utility>

namespace orderhook {

/// The first of them that failed. All are evaluated, in order.
[[nodiscard]] Result<void> first_error(std::initializer_list<Result<void>> results);

/// Reads `name`: 1 to 64 letters, digits, `-` or `_`, not yet in `taken`, which it joins.
[[nodiscard]] Result<std::string> read_name(Settings& section, std::set<std::string>& taken);

/// Replaces `place` by the key's value when the key is there.
template <class T>
[[nodiscard]] Result<void> read(Settings& section, std::string_view key, T& place) {
    auto value = section.get<T>(key, place);
    if (!value) return failure(value);
    place = std::move(*value);
    return {};
}

[[nodiscard]] Result<void> read_size(Settings& section, std::string_view key, std::uint64_t& place);

/// A whole number within bounds that fit T.
template <class T>
[[nodiscard]] Result<void> read_count(
    Settings& section,
    std::string_view key,
    std::int64_t least,
    std::int64_t most,
    T& place
) {
    const auto count = section.get_between(key, least, most, static_cast<std::int64_t>(place));
    if (!count) return failure(count);
    place = static_cast<T>(*count);
    return {};
}

} // namespace orderhook
