#include "journal/sqlite/disk_space.hpp"

#include <string>

namespace orderhook {

namespace {

std::string in_mebibytes(std::uint64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; }

} // namespace

DiskSpace::DiskSpace(std::filesystem::path folder, std::uint64_t least, Probe probe)
    : folder_(std::move(folder)),
      least_(least),
      probe_(std::move(probe)) {}

const Result<void>& DiskSpace::check(Instant now) {
    if (asked_at_ && now - *asked_at_ < std::chrono::seconds{1}) return answer_;
    asked_at_ = now;
    answer_ = ask();
    return answer_;
}

Result<void> DiskSpace::ask() const {
    const auto free = probe_(folder_);
    if (!free) return failure(free);
    if (*free >= least_) return {};
    return failure(
        Errc::unavailable,
        folder_.string() + ": disk has " + in_mebibytes(*free) + " free, needs "
            + in_mebibytes(least_)
    );
}

} // namespace orderhook
