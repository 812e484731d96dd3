// JSON as text: the envelope scan, and tools without any struct.
#pragma once

#include <orderhook/result.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook::json {

/// The bounds of what is read at all. Over them a body is quarantined.
inline constexpr std::size_t max_depth = 64;
inline constexpr std::size_t max_values = 100'000;

enum class Kind { null, boolean, number, string, array, object };

/// `null`, `boolean`, `number`, ...
[[nodiscard]] std::string_view to_text(Kind kind) noexcept;

/// A value found by `scan`. Numbers keep their text.
struct Scalar {
    using Kind = json::Kind;
    Kind kind = Kind::null;
    std::string text; ///< the string, the number's digits, `true` or `false`; empty for the others

    friend bool operator==(const Scalar&, const Scalar&) = default;
};

/// Reads the whole body once, checking its syntax, UTF-8 and bounds without building a tree, and
/// returns what stands at each path (`data.object.public_id`), nothing where it is absent. Paths
/// are member names without dots of their own, 64 of them at most. The last of duplicate keys
/// wins. Errors: malformed (`(root): expected JSON object, got array`), and too_large for the
/// bounds.
[[nodiscard]] Result<std::vector<std::optional<Scalar>>>
scan(std::string_view body, std::span<const std::string_view> paths);

/// The whole text without blanks, numbers untouched, strings escaped as `append_quoted` does.
/// Errors as of `scan`, but any value may stand at the root.
[[nodiscard]] Result<std::string> compact(std::string_view body);

/// Appends the text as a JSON string with its quotes. What is not UTF-8 becomes U+FFFD.
void append_quoted(std::string& out, std::string_view text);

} // namespace orderhook::json
