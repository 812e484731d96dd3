#include "journal/sqlite/backup.hpp"

#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/file_system.hpp"

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

namespace orderhook {

namespace {

tl::unexpected<Error> cannot_write(const std::filesystem::path& file, int error) {
    return failure(
        error == ENOSPC ? Errc::unavailable : Errc::misconfigured,
        file.string() + ": cannot be written: " + std::strerror(error)
    );
}

tl::unexpected<Error> is_taken(const std::filesystem::path& target) {
    return failure(
        Errc::conflict,
        target.string() + ": exists already: name a file that does not, or move it away"
    );
}

/// The copy until it is whole; removed unless it got its name.
class PartialFile {
public:
    explicit PartialFile(const std::filesystem::path& target)
        : path_(target.string() + ".partial-" + std::to_string(getpid())) {}
    PartialFile(const PartialFile&) = delete;
    PartialFile& operator=(const PartialFile&) = delete;
    ~PartialFile() { (void)unlink(path_.c_str()); }

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }

    /// Makes it, for its owner only, since SQLite would let others read it.
    [[nodiscard]] Result<void> create() const {
        const int descriptor = open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (descriptor < 0) return cannot_write(path_, errno);
        close(descriptor);
        return {};
    }

    [[nodiscard]] Result<void> rename_to(const std::filesystem::path& target) const {
        if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target.c_str(), RENAME_NOREPLACE) == 0)
            return {};
        if (errno == EEXIST) return is_taken(target);
        // Some network file systems do not know the flag.
        if (errno == EINVAL && rename(path_.c_str(), target.c_str()) == 0) return {};
        return cannot_write(target, errno);
    }

private:
    std::filesystem::path path_;
};

Result<void> sync_to_disk(const std::filesystem::path& path, int flags) {
    const int descriptor = open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) return cannot_write(path, errno);
    const int failed = fsync(descriptor);
    const int error = errno;
    close(descriptor);
    if (failed != 0) return cannot_write(path, error);
    return {};
}

Result<void>
copy_database(const std::filesystem::path& journal, const std::filesystem::path& into) {
    try {
        const auto database = open_for_reading(journal);
        SQLite::Statement vacuum(database, "VACUUM INTO ?");
        vacuum.bind(1, into.string());
        vacuum.exec();
        return {};
    } catch (const SQLite::Exception& exception) {
        if (exception.getErrorCode() == SQLITE_NOTADB || exception.getErrorCode() == SQLITE_CORRUPT)
            return failure(
                Errc::misconfigured,
                journal.string() + ": is damaged or not a journal: " + exception.what()
            );
        return tl::unexpected<Error>(unavailable(journal, exception));
    }
}

} // namespace

Result<void> back_up(const std::filesystem::path& journal, const std::filesystem::path& target) {
    const auto file = real_path(journal);
    std::error_code unknown;
    if (!std::filesystem::exists(file, unknown))
        return failure(Errc::not_found, file.string() + ": there is no journal here");
    if (auto own = check_wal(file); !own) return own;
    if (std::filesystem::exists(target, unknown)) return is_taken(target);

    const PartialFile partial(target);
    if (auto created = partial.create(); !created) return created;
    if (auto copied = copy_database(file, partial.path()); !copied) return copied;
    if (auto synced = sync_to_disk(partial.path(), O_RDWR); !synced) return synced;
    if (auto renamed = partial.rename_to(target); !renamed) return renamed;
    return sync_to_disk(std::filesystem::absolute(target).parent_path(), O_RDONLY | O_DIRECTORY);
}

} // namespace orderhook
