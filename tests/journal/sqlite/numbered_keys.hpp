// Fingerprints for tests.
#pragma once

#include "journal/sqlite/fingerprint.hpp"

#include <string>

namespace orderhook {

/// Another one for each number, spread evenly.
inline Fingerprint numbered(unsigned number) { return body_fingerprint(std::to_string(number)); }

} // namespace orderhook
