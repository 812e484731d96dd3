// How long the journal keeps what nobody is owed any more.
#pragma once

#include <orderhook/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace orderhook {

/// Counted from when an event was received and, for its dead letters, from when the last one died.
/// Events that are owed to a handler stay, however old.
struct RetentionLimits {
    Duration settled = std::chrono::days{30};
    Duration dead_letters = std::chrono::days{90};
    Duration quarantined = std::chrono::days{90}; ///< and conflicts

    /// Bytes in use. Above it the oldest settled events go before their time; 0: no such bound.
    std::uint64_t max_size = 0;
};

/// What one commit forgot.
struct Pruned {
    std::size_t events = 0;
    std::size_t dead_letters = 0;
};

} // namespace orderhook
