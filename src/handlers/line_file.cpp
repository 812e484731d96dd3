#include "handlers/line_file.hpp"

#include "log/log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace orderhook {

namespace {

using Path = std::filesystem::path;

tl::unexpected<Error> cannot(std::string_view act, const Path& path, int error) {
    return failure(
        Errc::unavailable,
        path.string() + ": cannot " + std::string(act) + ": "
            + std::generic_category().message(error)
    );
}

Path numbered(const Path& path, int number) {
    Path with_number = path;
    with_number += '.' + std::to_string(number);
    return with_number;
}

/// Without it a new file's name may be gone after a power loss.
Result<void> sync_folder_of(const Path& path) {
    const int folder = ::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return cannot("open the folder of", path, errno);
    const int error = ::fsync(folder) == 0 ? 0 : errno;
    ::close(folder);
    // File systems that cannot sync a folder say EINVAL.
    if (error != 0 && error != EINVAL) return cannot("sync the folder of", path, error);
    return {};
}

} // namespace

Result<void> LineFile::append(std::string& lines) {
    if (reopen_asked_.exchange(false)) close();
    std::string_view rest = lines;
    Result<void> appended;
    while (appended && !rest.empty())
        appended = append_front(rest);
    lines.erase(0, lines.size() - rest.size());
    return appended;
}

/// Takes what it appends off the lines.
Result<void> LineFile::append_front(std::string_view& lines) {
    if (auto opened = open(); !opened) return opened;
    std::size_t size = size_that_fits(lines);
    if (size == 0) {
        if (rotate()) return {};
        size = lines.size(); // better a file that grows too large than deliveries that fail
    }
    std::string_view rest = lines.substr(0, size);
    auto written = write(rest);
    const std::size_t taken = size - rest.size();
    if (taken > 0)
        if (auto flushed = flush(); !flushed) return flushed;
    lines.remove_prefix(taken);
    return written;
}

std::size_t LineFile::size_that_fits(std::string_view lines) const noexcept {
    const std::uint64_t limit = options_.rotate_size;
    if (limit == 0 || size_ + lines.size() <= limit) return lines.size();
    const std::size_t room = size_ < limit ? limit - size_ : 0;
    const std::size_t fitting = lines.substr(0, room).rfind('\n') + 1;
    // A line that is too large for any file gets one of its own.
    return fitting == 0 && size_ == 0 ? lines.find('\n') + 1 : fitting;
}

Result<void> LineFile::open() {
    if (file_ >= 0) return {};
    file_ = ::open(options_.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file_ < 0) return cannot("open", options_.path, errno);
    struct stat status {};
    if (::fstat(file_, &status) != 0) {
        const int error = errno;
        close();
        return cannot("examine", options_.path, error);
    }
    if (auto own = make_sure_it_is_ours(status.st_mode); !own) {
        close();
        return own;
    }
    regular_ = S_ISREG(status.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(status.st_size) : 0;

    Result<void> ready = look_for_torn_line();
    if (ready && options_.fsync && regular_ && size_ == 0) ready = sync_folder_of(options_.path);
    if (!ready) close();
    return ready;
}

Result<void> LineFile::make_sure_it_is_ours(mode_t mode) const {
    // A device, such as /dev/stdout, is everybody's.
    if (!S_ISCHR(mode) && ::flock(file_, LOCK_EX | LOCK_NB) != 0)
        return failure(
            Errc::unavailable,
            options_.path.string() + ": another handler or process writes to this file"
        );
    constexpr std::string_view database = "SQLite format 3";
    std::array<char, database.size()> start{};
    const auto count = ::pread(file_, start.data(), start.size(), 0);
    if (count == static_cast<ssize_t>(start.size())
        && std::string_view(start.data(), start.size()) == database)
        return failure(
            Errc::unavailable,
            options_.path.string()
                + ": this is a database, such as the journal, not a file of lines"
        );
    return {};
}

Result<void> LineFile::look_for_torn_line() {
    char last = '\n';
    if (size_ > 0 && ::pread(file_, &last, 1, static_cast<off_t>(size_ - 1)) < 0)
        return cannot("read", options_.path, errno);
    torn_ = last != '\n';
    return {};
}

/// Takes off the lines those that it wrote.
Result<void> LineFile::write(std::string_view& lines) {
    if (torn_ && write_bytes("\n") == 0) return cannot("write", options_.path, errno);
    torn_ = false;
    const std::size_t done = write_bytes(lines);
    if (done == lines.size()) {
        lines = {};
        return {};
    }
    auto error = cannot("write", options_.path, errno);
    const std::size_t whole = lines.substr(0, done).rfind('\n') + 1;
    if (done > whole) take_back(done - whole);
    lines.remove_prefix(whole);
    return error;
}

/// How many it wrote. When not all of them, `errno` says why.
std::size_t LineFile::write_bytes(std::string_view bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count = ::write(file_, bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count == 0) errno = EIO;
        if (count <= 0) break;
        done += static_cast<std::size_t>(count);
    }
    if (regular_) size_ += done;
    return done;
}

void LineFile::take_back(std::size_t bytes) {
    struct stat status {}; // an operator may have emptied the file since
    torn_ = !regular_ || ::fstat(file_, &status) != 0
            || ::ftruncate(file_, status.st_size - static_cast<off_t>(bytes)) != 0;
    if (!torn_) size_ -= bytes;
}

// After a failed fdatasync the kernel counts the pages as clean: the next one succeeds though they
// never reached the disk. So the lines are appended again.
Result<void> LineFile::flush() {
    if (!options_.fsync || !regular_ || ::fdatasync(file_) == 0) return {};
    const int error = errno;
    close();
    return cannot("sync", options_.path, error);
}

bool LineFile::rotate() {
    for (int number = options_.rotate_keep; number > 0; --number) {
        const Path from = number > 1 ? numbered(options_.path, number - 1) : options_.path;
        if (::rename(from.c_str(), numbered(options_.path, number).c_str()) == 0) continue;
        if (errno == ENOENT) continue;
        if (!std::exchange(rotation_fails_, true))
            log::error(
                "file is not rotated",
                {{"reason", cannot("rotate", from, errno).value().message}}
            );
        return false;
    }
    rotation_fails_ = false;
    close();
    return true;
}

void LineFile::close() noexcept {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
}

} // namespace orderhook
