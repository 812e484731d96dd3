// The secrets of a source, as every vendor's section has them.
#pragma once

#include <orderhook/settings.hpp>

#include <string>
#include <vector>

namespace orderhook {

/// The key `secrets`. A section with `verify = "none"` may go without; then there are none, and
/// nothing is verified.
[[nodiscard]] inline Result<std::vector<Secret>> read_secrets(Settings& section) {
    const auto verify = section.get<std::string>("verify", "");
    if (!verify) return failure(verify);
    if (*verify == "none") return section.get<std::vector<Secret>>("secrets", {});
    return section.require<std::vector<Secret>>("secrets");
}

} // namespace orderhook
