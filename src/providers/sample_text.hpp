// Sample events made fresh.
#pragma once

#include <orderhook/time.hpp>

#include <string>
#include <string_view>

namespace orderhook {

/// Replaces the placeholders of a Sample's body (see <orderhook/provider.hpp>): fresh ids on each
/// call, so that no two results are duplicates.
[[nodiscard]] std::string fresh_sample(std::string_view body, Time now);

} // namespace orderhook
