// Between JSON and typed payloads: the tolerant reader, the writer, and the envelope scan.
//
// A struct takes part by BOOST_DESCRIBE_STRUCT. Its members are bool, std::int32_t, std::int64_t,
// std::string, Decimal, Timestamp, RawJson, other described structs, and std::optional or
// std::vector of those. The JSON key is the member's name less one trailing `_`; a struct may
// declare others, see `json_name`.
#pragma once

#include <orderhook/decimal.hpp>
#include <orderhook/event.hpp>
#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// A piece of JSON kept as the vendor wrote it, number by number, for free-form maps.
struct RawJson {
    std::string text = "null";

    friend bool operator==(const RawJson&, const RawJson&) = default;
};

namespace json {

/// The bounds of what is read at all. Over them a body is quarantined.
inline constexpr std::size_t max_depth = 64;
inline constexpr std::size_t max_values = 100'000;

/// A scalar found by `scan`. Numbers keep their text.
struct Scalar {
    enum class Kind { null, boolean, number, string, array, object };
    Kind kind = Kind::null;
    std::string text; ///< the string, the number's digits, `true` or `false`; empty for the others
};

/// Reads the whole body once, checking its syntax, UTF-8 and bounds without building a tree, and
/// returns what stands at each path (`data.object.public_id`), nothing where it is absent. The
/// last of duplicate keys wins. Errors: malformed (`(root): expected object, got array`), and
/// too_large for the bounds.
[[nodiscard]] Result<std::vector<std::optional<Scalar>>>
scan(std::string_view body, std::span<const std::string_view> paths);

} // namespace json
} // namespace orderhook
