#include "journal/sqlite/paced_writes.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace orderhook {

namespace {

using Write = ssize_t (*)(int, const void*, size_t, off_t);

Write system_write = nullptr;
thread_local PacedWrites* pace = nullptr;

ssize_t write(int file, const void* bytes, size_t size, off_t at) {
    const ssize_t written = system_write(file, bytes, size, at);
    if (pace == nullptr || written <= 0) return written;
    const int error = pace->wrote(file, static_cast<std::size_t>(written));
    if (error == 0) return written;
    errno = error;
    return -1;
}

bool replace_write() {
    sqlite3_vfs* const unix = sqlite3_vfs_find("unix");
    if (unix == nullptr || unix->iVersion < 3) return false;
    for (const char* name : std::array{"pwrite64", "pwrite"}) { // the one that it was built with
        const auto known = unix->xGetSystemCall(unix, name);
        if (known == nullptr) continue;
        system_write = reinterpret_cast<Write>(known);
        unix->xSetSystemCall(unix, name, reinterpret_cast<sqlite3_syscall_ptr>(&write));
        return true;
    }
    return false;
}

} // namespace

void PacedWrites::prepare() {
    static const bool is_replaced = replace_write();
    (void)is_replaced;
}

PacedWrites::PacedWrites() noexcept { pace = this; }

PacedWrites::~PacedWrites() { pace = nullptr; }

// The system tells of a lost write once only. If it told us here, a later sync would not know.
int PacedWrites::wrote(int file, std::size_t bytes) noexcept {
    bytes_ += bytes;
    if (bytes_ < piece) return 0;
    bytes_ = 0;
    constexpr auto send_and_wait =
        SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER;
    if (sync_file_range(file, 0, 0, send_and_wait) == 0) {
        ++pieces_;
        return 0;
    }
    switch (errno) {
    case ENOSYS: // the system, or what it may do here, has no such call
    case EPERM:
    case EINVAL:
    case EOPNOTSUPP:
    case ESPIPE:
        return 0;
    default:
        return errno;
    }
}

} // namespace orderhook
