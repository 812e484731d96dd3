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

/// While the disk fails, what is kept to be written again must not grow with every attempt.
constexpr std::size_t most_unsynced = std::size_t{8} << 20;

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

Result<void> LineFile::open() {
    const std::lock_guard lock(mutex_);
    return open_file();
}

Result<void> LineFile::append(std::string line) {
    line += '\n';
    const std::lock_guard lock(mutex_);
    if (reopen_asked_.exchange(false)) {
        (void)flush(); // when it fails, `open_file` repeats the lines in the new file
        close();
    }
    if (auto opened = open_file(); !opened) return opened;
    const bool is_due = is_due_for_rotation(line.size());
    if (is_due || unsynced_.size() > most_unsynced)
        if (auto flushed = flush(); !flushed) return flushed;
    if (is_due) rotate();
    if (auto opened = open_file(); !opened) return opened;
    if (auto written = write(line); !written) return written;
    if (options_.fsync && regular_) unsynced_ += line;
    return {};
}

Result<void> LineFile::sync() {
    const std::lock_guard lock(mutex_);
    if (unsynced_.empty()) return {};
    if (auto opened = open_file(); !opened) return opened;
    return flush();
}

Result<void> LineFile::open_file() {
    if (file_ >= 0) return {};
    file_ = ::open(options_.path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (file_ < 0) return cannot("open", options_.path, errno);
    struct stat status {};
    if (::fstat(file_, &status) != 0) {
        const int error = errno;
        close();
        return cannot("examine", options_.path, error);
    }
    if (auto own = make_sure_it_is_ours(); !own) {
        close();
        return own;
    }
    regular_ = S_ISREG(status.st_mode);
    size_ = regular_ ? static_cast<std::uint64_t>(status.st_size) : 0;

    Result<void> ready = end_torn_line();
    if (ready && options_.fsync && regular_ && size_ == 0) ready = sync_folder_of(options_.path);
    if (ready) ready = write(unsynced_);
    if (!ready) close();
    return ready;
}

Result<void> LineFile::make_sure_it_is_ours() const {
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
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

Result<void> LineFile::end_torn_line() {
    if (size_ == 0) return {};
    char last = '\n';
    if (::pread(file_, &last, 1, static_cast<off_t>(size_ - 1)) < 0)
        return cannot("read", options_.path, errno);
    return last == '\n' ? Result<void>() : write("\n");
}

Result<void> LineFile::write(std::string_view lines) {
    std::size_t done = 0;
    while (done < lines.size()) {
        const ssize_t count = ::write(file_, lines.data() + done, lines.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const int error = count < 0 ? errno : EIO;
            take_back(done);
            return cannot("write", options_.path, error);
        }
        done += static_cast<std::size_t>(count);
    }
    size_ += done;
    return {};
}

void LineFile::take_back(std::size_t bytes) {
    if (bytes == 0 || !regular_) return;
    struct stat status {};
    if (::fstat(file_, &status) == 0
        && ::ftruncate(file_, status.st_size - static_cast<off_t>(bytes)) == 0)
        return;
    close(); // opening it again ends the torn line
}

// After a failed fdatasync the kernel counts the pages as clean: the next one succeeds though they
// never reached the disk, and lines of batches yet to come may be among them. So the file is
// closed, and opening it repeats every line that is not known to be durable.
Result<void> LineFile::flush() {
    if (unsynced_.empty()) return {};
    if (::fdatasync(file_) != 0) {
        const int error = errno;
        close();
        return cannot("sync", options_.path, error);
    }
    unsynced_.clear();
    return {};
}

bool LineFile::is_due_for_rotation(std::size_t more) const noexcept {
    return options_.rotate_size > 0 && size_ > 0 && size_ + more > options_.rotate_size;
}

// A file that grows too large is better than deliveries that fail.
void LineFile::rotate() {
    for (int number = options_.rotate_keep; number > 0; --number) {
        const Path from = number > 1 ? numbered(options_.path, number - 1) : options_.path;
        if (::rename(from.c_str(), numbered(options_.path, number).c_str()) == 0) continue;
        if (errno == ENOENT) continue;
        if (!std::exchange(rotation_fails_, true))
            log::error(
                "file is not rotated",
                {{"reason", cannot("rotate", from, errno).value().message}}
            );
        return;
    }
    rotation_fails_ = false;
    close();
}

void LineFile::close() noexcept {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
}

} // namespace orderhook
