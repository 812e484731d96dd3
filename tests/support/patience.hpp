// How long tests wait for what must happen.
#pragma once

#include <chrono>

namespace orderhook::test {

/// Far longer than anything takes on a busy machine: only a test that fails waits as long.
inline constexpr std::chrono::seconds patience{60};

} // namespace orderhook::test
