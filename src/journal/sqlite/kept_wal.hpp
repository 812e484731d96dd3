// The WAL that an error left, which other programs must not take away.
#pragma once

#include "async/file_descriptor.hpp"
#include "journal/sqlite/file_system.hpp"

#include <orderhook/result.hpp>

#include <filesystem>
#include <optional>

namespace orderhook {

/// From an error to the opening that takes it in. What the WAL holds may be nowhere else: of pages
/// that were copied into the file before a sync that failed, the program that closes the file last,
/// be it only a `sqlite3` shell, copies some no more, and then removes the WAL. As long as this
/// holds the file, no program is the last.
///
/// Closing any descriptor of a file drops the locks of all its connections in this process: it is
/// released and destroyed only while there are none.
class KeptWal {
public:
    /// Holds the file, which is open still.
    KeptWal(std::filesystem::path path, std::optional<FileId> file, std::optional<FileId> wal);

    /// Whether the WAL lies where it was, and no program has the file open.
    [[nodiscard]] Result<void> check() const;

    [[nodiscard]] bool is(const std::optional<FileId>& wal) const noexcept { return wal == wal_; }

    /// Lets this process open the file alone.
    void release() noexcept;

    /// Holds it again, unless another lies there.
    void hold();

private:
    std::filesystem::path path_;
    std::optional<FileId> file_, wal_;
    FileDescriptor wal_opened_; // so that no other file gets its id
    FileDescriptor held_;
};

} // namespace orderhook
