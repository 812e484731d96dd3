// The vendors' bodies under tests/data.
#pragma once

#include <orderhook/event.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace orderhook::test {

/// The bytes of `tests/data/<path>`; fails the test when there is no such file.
[[nodiscard]] std::string fixture(std::string_view path);

/// Names of the `.json` files in `tests/data/<folder>` without their ending, sorted.
[[nodiscard]] std::vector<std::string> fixtures_in(std::string_view folder);

/// Every leaf of `written` that `typed` does not have with the same value, as `path: what, got
/// what`; null counts as absent. Texts that are the same time or the same decimal are the same;
/// an integer is the same as the time it is in Unix seconds.
[[nodiscard]] std::vector<std::string>
missing_leaves(const nlohmann::json& written, const nlohmann::json& typed);

/// `path: expected, found` for each.
[[nodiscard]] std::vector<std::string> to_lines(const std::vector<Drift>& drift);

} // namespace orderhook::test
