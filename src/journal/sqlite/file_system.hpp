// What the operating system knows of the disk under a path.
#pragma once

#include <orderhook/result.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook {

/// The absolute path of the file itself when the path is a link to it, also to one that is not
/// there yet: what SQLite and others put beside a file lies beside that.
[[nodiscard]] std::filesystem::path real_path(const std::filesystem::path& path);

/// Whether this process can keep a file at the path, as far as that can be told without making it.
/// Errors: misconfigured.
[[nodiscard]] Result<void> check_place(const std::filesystem::path& file);

/// What tells a file from all others, however it is called.
struct FileId {
    std::uint64_t device = 0;
    std::uint64_t number = 0;

    friend bool operator==(const FileId&, const FileId&) = default;
};

/// That of the file at the path; nothing when there is none.
[[nodiscard]] std::optional<FileId> file_id(const std::filesystem::path& path) noexcept;

/// In bytes; 0 for a file that is not there.
[[nodiscard]] std::uintmax_t size_of(const std::filesystem::path& file);

/// The type of the file system that holds the path or, if nothing is there yet, its folder:
/// `ext4`, `xfs`, `overlay`, `nfs`. One without a name here is given by its number, `0x1234`;
/// `unknown` when the system does not say.
[[nodiscard]] std::string file_system_of(const std::filesystem::path& path);

/// Whether a file system of that type may lose what a journal was promised: on a network, where
/// locks and fsync are not what they are on a disk, in a container's own layer, which is removed
/// with the container, or in memory.
[[nodiscard]] bool may_lose_files(std::string_view file_system);

/// Bytes that this process can still write to the disk that holds the folder.
[[nodiscard]] Result<std::uint64_t> free_space(const std::filesystem::path& folder);

} // namespace orderhook
