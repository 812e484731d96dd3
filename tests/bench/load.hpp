// Posts requests over many connections and times the answers.
#pragma once

#include "bench/requests.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace orderhook::bench {

struct LoadOptions {
    std::uint16_t port = 0;
    std::size_t connections = 64;
    std::chrono::milliseconds time{10'000};
    double rate = 0; ///< requests per second on a fixed schedule; 0 for as fast as answered
};

struct LoadResult {
    double seconds = 0;
    std::map<int, std::uint64_t> answers; ///< by status
    /// Microseconds of each request, ascending. With a rate they count from the moment it was due,
    /// so that a server which stalls is charged for all that it kept waiting.
    std::vector<std::uint32_t> latencies;

    [[nodiscard]] double per_second() const;
    /// The latency that this share (0 to 1) of the requests did not exceed, in microseconds.
    [[nodiscard]] double percentile(double share) const;
};

/// From one thread on one core, over keep-alive connections, one request at a time on each.
[[nodiscard]] LoadResult run_load(const LoadOptions& options, Requests& requests);

} // namespace orderhook::bench
