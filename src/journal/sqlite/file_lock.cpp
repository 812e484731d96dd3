#include "journal/sqlite/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace orderhook {

namespace {

/// ` (pid 123)`, or nothing when the holder has not written it.
std::string holder_of(int descriptor) {
    std::array<char, 16> text{};
    const auto length = pread(descriptor, text.data(), text.size(), 0);
    std::string pid;
    for (ssize_t at = 0; at < length && text[static_cast<std::size_t>(at)] != '\n'; ++at)
        pid += text[static_cast<std::size_t>(at)];
    if (pid.empty() || pid.find_first_not_of("0123456789") != std::string::npos) return {};
    return " (pid " + pid + ")";
}

tl::unexpected<Error> refused(const std::filesystem::path& file, int error) {
    return failure(
        Errc::misconfigured,
        file.string() + ".lock: cannot be opened: " + std::strerror(error)
            + ": make it writable for this user"
    );
}

} // namespace

Result<FileLock> FileLock::acquire(const std::filesystem::path& file) {
    const std::string path = file.string() + ".lock";
    FileDescriptor descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!descriptor) return refused(file, errno);
    const int number = descriptor.get();
    if (flock(number, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return refused(file, errno);
        return failure(
            Errc::unavailable,
            file.string() + ": is in use by another process" + holder_of(number) + ", which holds "
                + path + "; stop it, or give this one another journal"
        );
    }
    // For whoever finds the journal in use. Nothing depends on it, so a full disk does not matter.
    const std::string pid = std::to_string(getpid()) + '\n';
    if (ftruncate(number, 0) == 0) (void)!pwrite(number, pid.data(), pid.size(), 0);
    return FileLock(std::move(descriptor));
}

} // namespace orderhook
