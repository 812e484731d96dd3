// Memory that is wanted soon.
#pragma once

namespace orderhook {

/// Begins to fetch the memory there. GCC takes a function that does nothing else for one without
/// effect and leaves its calls out, but not with a statement that is volatile.
inline void prefetch(const void* address) noexcept {
    __builtin_prefetch(address);
    asm volatile("");
}

} // namespace orderhook
