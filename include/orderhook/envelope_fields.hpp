// What providers make envelopes from: the scalars that `json::scan` found.
#pragma once

#include <orderhook/json/text.hpp>
#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

using Found = std::optional<json::Scalar>;

/// The text that must be there, or `<path>: expected text, got nothing`.
[[nodiscard]] Result<std::string> required_text(const Found& found, std::string_view path);

/// A text, or a number's digits; empty when there is neither.
[[nodiscard]] std::string identifier(Found found);

/// Nothing when the vendor does not say which instant it is.
[[nodiscard]] std::optional<Time> instant(const Found& found);

/// Stands in for the event id of a body without one.
[[nodiscard]] std::string hash_of_body(std::string_view body);

} // namespace orderhook
