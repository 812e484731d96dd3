// One process per journal.
#pragma once

#include "async/file_descriptor.hpp"

#include <orderhook/result.hpp>

#include <filesystem>
#include <utility>

namespace orderhook {

/// Holds `<file>.lock` locked as long as it lives. SQLite would let a second process write to the
/// same file. The lock ends with the process, however that ends; the file stays.
class FileLock {
public:
    /// Of the file itself: a link to it must meet the same lock, so it is followed before. Fails
    /// with what to do when another process holds it, or when it cannot be made.
    [[nodiscard]] static Result<FileLock> acquire(const std::filesystem::path& file);

    void release() noexcept { descriptor_.close(); }

private:
    explicit FileLock(FileDescriptor descriptor) noexcept : descriptor_(std::move(descriptor)) {}

    FileDescriptor descriptor_;
};

} // namespace orderhook
