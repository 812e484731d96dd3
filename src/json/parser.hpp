// The one place that reads JSON syntax.
#pragma once

#include <orderhook/json/text.hpp>
#include <orderhook/result.hpp>

#include <string_view>

namespace orderhook::json {

/// Told what a text holds, in order. The views last for the call only. False ends the reading.
class Sink {
public:
    virtual ~Sink() = default;
    [[nodiscard]] virtual bool key(std::string_view name) = 0;
    /// Null, boolean, number (as it was written) or string (unescaped).
    [[nodiscard]] virtual bool scalar(Kind kind, std::string_view text) = 0;
    /// An array or an object.
    [[nodiscard]] virtual bool open(Kind kind) = 0;
    [[nodiscard]] virtual bool close() = 0;
};

/// Reads exactly one JSON text within `max_depth` and `max_values`, without recursion. False when
/// the sink ended it. Errors: malformed with the path and the byte where it stopped, too_large.
[[nodiscard]] Result<bool> parse(std::string_view text, Sink& sink);

/// The same, slower, for texts of any kind. The two agree about every text that is valid.
[[nodiscard]] Result<bool> parse_thoroughly(std::string_view text, Sink& sink);

/// What is said of a text over one of the bounds.
[[nodiscard]] Error over_bound(std::string_view what, std::size_t bound);

/// Appends a member's name to a path, cut when it is long: names come from the body.
void append_member(std::string& path, std::string_view name);

} // namespace orderhook::json
