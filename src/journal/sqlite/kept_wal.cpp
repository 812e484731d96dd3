#include "journal/sqlite/kept_wal.hpp"

#include "journal/sqlite/database_file.hpp"
#include "log/log.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace orderhook {

namespace {

/// What a connection to a database with a WAL locks for reading from its first question until it is
/// closed, and the last one for writing while it removes the WAL:
/// https://www.sqlite.org/fileformat2.html#the_lock_byte_page
struct flock shared_bytes(short type) {
    struct flock bytes {};
    bytes.l_type = type;
    bytes.l_whence = SEEK_SET;
    bytes.l_start = 0x40000002;
    bytes.l_len = 510;
    return bytes;
}

} // namespace

KeptWal::KeptWal(std::filesystem::path path, std::optional<FileId> file, std::optional<FileId> wal)
    : path_(std::move(path)),
      file_(file),
      wal_(wal),
      wal_opened_(open(wal_of(path_).c_str(), O_RDONLY | O_CLOEXEC)) {
    hold();
}

// A lock of the descriptor, not of the process, so that SQLite's own locks meet it here too.
void KeptWal::hold() {
    if (held_ || file_id(path_) != file_) return;
    held_ = FileDescriptor(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    struct flock bytes = shared_bytes(F_RDLCK);
    if (!held_ || fcntl(held_.get(), F_OFD_SETLK, &bytes) != 0)
        log::warn(
            "journal's -wal is not safe from other programs: let none close the journal",
            {{"file", path_.native()}, {"reason", std::strerror(errno)}}
        );
}

// A child that has not started its program yet has the descriptor, too.
void KeptWal::release() noexcept {
    struct flock bytes = shared_bytes(F_UNLCK);
    if (held_) (void)fcntl(held_.get(), F_OFD_SETLK, &bytes);
    held_.close();
}

Result<void> KeptWal::check() const {
    if (file_id(wal_of(path_)) != wal_)
        return failure(
            Errc::misconfigured,
            wal_of(path_).string()
                + ": is not the one that was open, which an error left with what the journal may"
                  " not have: put that back; if it is gone, so is that: stop and start"
        );
    struct flock bytes = shared_bytes(F_WRLCK);
    if (held_ && fcntl(held_.get(), F_OFD_GETLK, &bytes) == 0 && bytes.l_type != F_UNLCK)
        return in_use(path_);
    return {};
}

} // namespace orderhook
