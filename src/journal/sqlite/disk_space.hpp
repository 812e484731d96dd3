// Keeps a reserve of disk space for what must go on when the disk is nearly full.
#pragma once

#include <orderhook/result.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

namespace orderhook {

/// On a full disk SQLite can neither delete nor checkpoint, so appends stop while there is still
/// room for settling. One thread only.
class DiskSpace {
public:
    using Probe = std::function<Result<std::uint64_t>(const std::filesystem::path& folder)>;
    using Instant = std::chrono::steady_clock::time_point;

    DiskSpace(std::filesystem::path folder, std::uint64_t least, Probe probe);

    /// Fails while less than the reserve is free. Asks the probe at most once a second and repeats
    /// its last answer in between.
    [[nodiscard]] const Result<void>& check(Instant now);

private:
    [[nodiscard]] Result<void> ask() const;

    std::filesystem::path folder_;
    std::uint64_t least_;
    Probe probe_;
    std::optional<Instant> asked_at_;
    Result<void> answer_;
};

} // namespace orderhook
