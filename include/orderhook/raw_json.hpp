// JSON without a struct.
#pragma once

#include <string>

namespace orderhook {

/// A piece of JSON as the vendor wrote it, number by number and without blanks, for free-form maps.
struct RawJson {
    std::string text = "null";

    friend bool operator==(const RawJson&, const RawJson&) = default;
};

} // namespace orderhook
