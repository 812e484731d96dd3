// How long tests wait for what must happen.
#pragma once

#include <chrono>
#include <thread>

namespace orderhook::test {

/// Far longer than anything takes on a busy machine: only a test that fails waits as long.
inline constexpr std::chrono::seconds patience{60};

/// True as soon as the condition holds; false when that takes longer than `at_most`.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition, std::chrono::milliseconds at_most = patience) {
    const auto give_up = std::chrono::steady_clock::now() + at_most;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > give_up) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace orderhook::test
