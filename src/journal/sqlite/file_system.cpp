#include "journal/sqlite/file_system.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>
#include <utility>

namespace orderhook {

namespace {

struct FileSystem {
    std::uint32_t magic;
    std::string_view name;
    bool may_lose_files;
};

// Numbers of linux/magic.h and of the modules that are not in it.
constexpr std::array file_systems{
    FileSystem{0xef53, "ext4", false},
    FileSystem{0x58465342, "xfs", false},
    FileSystem{0x9123683e, "btrfs", false},
    FileSystem{0x2fc12fc1, "zfs", false},
    FileSystem{0xf2f52010, "f2fs", false},
    FileSystem{0x01021994, "tmpfs", true},
    FileSystem{0x794c7630, "overlay", true},
    FileSystem{0x61756673, "aufs", true},
    FileSystem{0x6969, "nfs", true},
    FileSystem{0xff534d42, "cifs", true},
    FileSystem{0xfe534d42, "smb2", true},
    FileSystem{0x517b, "smb", true},
    FileSystem{0x00c36400, "ceph", true},
    FileSystem{0x65735546, "fuse", true},
    FileSystem{0x01021997, "9p", true},
    FileSystem{0x5346414f, "afs", true},
    FileSystem{0x0bd00bd0, "lustre", true},
    FileSystem{0x47504653, "gpfs", true},
};

/// Why this process lacks those rights; 0 when it has them.
int access_error(const std::filesystem::path& path, int rights) {
    return faccessat(AT_FDCWD, path.c_str(), rights, AT_EACCESS) == 0 ? 0 : errno;
}

} // namespace

std::filesystem::path real_path(const std::filesystem::path& path) {
    constexpr int most_links = 40; // as many as the system follows
    std::error_code unknown;
    auto real = std::filesystem::absolute(path);
    for (int links = 0; links < most_links && std::filesystem::is_symlink(real, unknown); ++links)
        real = real.parent_path() / std::filesystem::read_symlink(real, unknown);
    auto canonical = std::filesystem::weakly_canonical(real, unknown);
    return unknown ? real : canonical;
}

Result<void> check_place(const std::filesystem::path& file) {
    std::error_code unknown;
    const auto wrong = [&](const std::string& why) {
        return failure(Errc::misconfigured, file.string() + ": " + why);
    };
    if (std::filesystem::is_directory(file, unknown))
        return wrong("is a folder: expected the path of a file");
    const auto folder = std::filesystem::absolute(file).parent_path();
    if (!std::filesystem::is_directory(folder, unknown))
        return wrong("its folder does not exist: create " + folder.string());
    if (const int error = access_error(folder, W_OK | X_OK); error != 0)
        return wrong(
            "cannot be written: " + std::string(std::strerror(error)) + ": make " + folder.string()
            + " writable for this user"
        );
    const int error = std::filesystem::exists(file, unknown) ? access_error(file, R_OK | W_OK) : 0;
    if (error == 0) return {};
    return wrong(
        "cannot be written: " + std::string(std::strerror(error))
        + ": make it writable for this user"
    );
}

std::optional<FileId> file_id(const std::filesystem::path& path) noexcept {
    struct stat found {};
    if (stat(path.c_str(), &found) != 0) return std::nullopt;
    return FileId{found.st_dev, found.st_ino};
}

std::uintmax_t size_of(const std::filesystem::path& file) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(file, missing);
    return missing ? 0 : size;
}

std::string file_system_of(const std::filesystem::path& path) {
    struct statfs found {};
    if (statfs(path.c_str(), &found) != 0) {
        const auto folder = std::filesystem::absolute(path).parent_path();
        if (statfs(folder.c_str(), &found) != 0) return "unknown";
    }
    const auto magic = static_cast<std::uint32_t>(found.f_type);
    for (const FileSystem& known : file_systems)
        if (known.magic == magic) return std::string(known.name);
    std::ostringstream number;
    number << "0x" << std::hex << magic;
    return std::move(number).str();
}

bool may_lose_files(std::string_view file_system) {
    for (const FileSystem& known : file_systems)
        if (known.name == file_system) return known.may_lose_files;
    return false;
}

Result<std::uint64_t> free_space(const std::filesystem::path& folder) {
    struct statvfs found {};
    if (statvfs(folder.c_str(), &found) != 0)
        return failure(
            Errc::unavailable,
            folder.string() + ": cannot tell the free space: " + std::strerror(errno)
        );
    return std::uint64_t{found.f_bavail} * found.f_frsize;
}

} // namespace orderhook
