#include "plugins/trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace orderhook {

namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> distrust(const fs::path& place, const std::string& why) {
    return failure(Errc::misconfigured, place.string() + ": " + why);
}

Result<void> require_ours(const fs::path& place, const struct stat& status) {
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        return distrust(
            place,
            "belongs to user " + std::to_string(status.st_uid)
                + ", who could so run code in the service: chown root " + place.string()
        );
    const bool is_open = (status.st_mode & (S_IWGRP | S_IWOTH)) != 0;
    const bool is_sticky_folder = S_ISDIR(status.st_mode) && (status.st_mode & S_ISVTX) != 0;
    if (!is_open || is_sticky_folder || S_ISLNK(status.st_mode)) return {};
    return distrust(
        place,
        "others than its owner may write it, and so run their code in the service: chmod go-w "
            + place.string()
    );
}

/// Looks at each step of an absolute path, and at each step of the links on it. The path exists, so
/// its links come to an end.
Result<void> require_our_way(const fs::path& way) {
    fs::path at;
    for (const fs::path& step : way) {
        at /= step;
        struct stat status {};
        if (::lstat(at.c_str(), &status) != 0)
            return distrust(at, std::generic_category().message(errno));
        if (auto ours = require_ours(at, status); !ours) return ours;
        if (!S_ISLNK(status.st_mode)) continue;
        std::error_code error;
        const fs::path target = fs::read_symlink(at, error);
        if (error) return distrust(at, error.message());
        // An absolute target replaces what stands before it.
        if (auto ours = require_our_way(at.parent_path() / target); !ours) return ours;
    }
    return {};
}

} // namespace

Result<fs::path> trusted_file(const fs::path& file) {
    std::error_code error;
    fs::path real = fs::canonical(file, error);
    if (error) return distrust(file, "expected a file, got " + error.message());
    if (!fs::is_regular_file(real, error)) return distrust(file, "expected a file");
    if (auto ours = require_our_way(file); !ours) return failure(ours);
    return real;
}

} // namespace orderhook
