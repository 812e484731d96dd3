// What the disk alone allows in this run.
#pragma once

#include "bench/load.hpp"

#include <filesystem>

namespace orderhook::bench {

/// One write of `bytes` and one fdatasync after another.
[[nodiscard]] LoadResult
run_syncs(const std::filesystem::path& folder, std::size_t bytes, std::chrono::milliseconds time);

/// A bare log with group commit: a thread writes all entries that wait and syncs once for them.
/// `rate` entries a second are due on a fixed schedule; latencies count from then until they are
/// durable.
[[nodiscard]] LoadResult run_group_log(
    const std::filesystem::path& folder,
    std::size_t bytes,
    double rate,
    std::chrono::milliseconds time
);

} // namespace orderhook::bench
