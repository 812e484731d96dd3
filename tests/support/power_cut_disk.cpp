#include "support/power_cut_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <new>

namespace orderhook::test {

namespace {

std::atomic<PowerCutDisk*> current = nullptr;

// SQLite allocates szOsFile bytes per open file: this, and behind it the real VFS's own file.
struct CutFile {
    sqlite3_file base;
    PowerCutDisk* disk;
    const char* path;
    int known_errors;
};

CutFile& cut(sqlite3_file* file) { return *reinterpret_cast<CutFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&cut(file) + 1); }

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return cut(file).disk->write(real(file), cut(file).path, bytes, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return cut(file).disk->truncate(real(file), cut(file).path, size);
}

int sync(sqlite3_file* file, int) {
    return cut(file).disk->sync(real(file), cut(file).path, cut(file).known_errors);
}

template <auto Method> struct Forward;
template <class... Rest, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Rest...)>
struct Forward<Method> {
    static int call(sqlite3_file* file, Rest... rest) {
        return (real(file)->pMethods->*Method)(real(file), rest...);
    }
};

void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }

using Methods = sqlite3_io_methods;
constexpr Methods methods{
    2, // no memory mapping, which would pass us by
    Forward<&Methods::xClose>::call,
    Forward<&Methods::xRead>::call,
    write,
    truncate,
    sync,
    Forward<&Methods::xFileSize>::call,
    Forward<&Methods::xLock>::call,
    Forward<&Methods::xUnlock>::call,
    Forward<&Methods::xCheckReservedLock>::call,
    Forward<&Methods::xFileControl>::call,
    Forward<&Methods::xSectorSize>::call,
    Forward<&Methods::xDeviceCharacteristics>::call,
    Forward<&Methods::xShmMap>::call,
    Forward<&Methods::xShmLock>::call,
    barrier,
    Forward<&Methods::xShmUnmap>::call,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* opened) {
    auto* disk = static_cast<PowerCutDisk*>(vfs->pAppData);
    sqlite3_vfs& below = disk->real();
    new (file) CutFile{{nullptr}, disk, name, disk->errors(name)};
    const int code = below.xOpen(&below, name, real(file), flags, opened);
    if (real(file)->pMethods != nullptr) file->pMethods = &methods;
    return code;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    return static_cast<PowerCutDisk*>(vfs->pAppData)->remove(path, sync_folder);
}

sqlite3_int64 size_of(sqlite3_file* file) {
    sqlite3_int64 size = 0;
    if (file->pMethods->xFileSize(file, &size) != SQLITE_OK) std::abort();
    return size;
}

} // namespace

void PowerCutDisk::must(bool done) {
    if (!done) std::abort();
}

PowerCutDisk::PowerCutDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.szOsFile = static_cast<int>(sizeof(CutFile)) + real_->szOsFile;
    vfs_.pNext = nullptr;
    vfs_.zName = "power cut";
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = test::remove;
    sqlite3_vfs_register(&vfs_, 1);
    current = this;
}

PowerCutDisk::~PowerCutDisk() {
    current = nullptr;
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

void PowerCutDisk::arm(Trouble trouble, int after, Repeat repeat) {
    std::lock_guard lock(mutex_);
    trouble_ = trouble;
    after_ = after;
    repeat_ = repeat;
    passed_ = 0;
}

void PowerCutDisk::heal() {
    std::lock_guard lock(mutex_);
    if (trouble_ != Trouble::power_cut) after_ = -1;
}

void PowerCutDisk::cut() {
    std::lock_guard lock(mutex_);
    is_cut_ = true;
}

bool PowerCutDisk::is_cut() const {
    std::lock_guard lock(mutex_);
    return is_cut_;
}

int PowerCutDisk::calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
}

bool PowerCutDisk::was_struck() const {
    std::lock_guard lock(mutex_);
    return was_struck_;
}

int PowerCutDisk::next(Call call) {
    ++calls_;
    if (is_cut_) return SQLITE_IOERR;
    if (after_ < 0) return SQLITE_OK;
    if (after_ > 0) {
        --after_;
        return SQLITE_OK;
    }
    if (trouble_ == Trouble::power_cut) {
        is_cut_ = was_struck_ = true;
        if (cut_callback_) cut_callback_();
        return SQLITE_IOERR;
    }
    if (!is_troubled(call)) return SQLITE_OK;
    if (passed_ > 0) {
        --passed_;
        return SQLITE_OK;
    }
    was_struck_ = true;
    passed_ = repeat_.every - 1;
    if (repeat_.times != for_ever && --repeat_.times == 0) after_ = -1;
    if (call != Call::write) return SQLITE_IOERR_FSYNC;
    return trouble_ == Trouble::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
}

bool PowerCutDisk::is_troubled(Call call) const {
    switch (trouble_) {
    case Trouble::power_cut:
        return true;
    case Trouble::full:
    case Trouble::write_error:
        return call == Call::write;
    case Trouble::sync_error:
        return call == Call::sync || call == Call::watched_sync;
    case Trouble::watched_sync_error:
        return call == Call::watched_sync;
    }
    return false;
}

PowerCutDisk::FileState& PowerCutDisk::state_of(sqlite3_file* file, const std::string& path) {
    const auto [found, is_new] = files_.try_emplace(path);
    if (is_new) found->second.durable_size = size_of(file);
    return found->second;
}

void PowerCutDisk::remember(
    FileState& state,
    sqlite3_file* file,
    sqlite3_int64 begin,
    sqlite3_int64 end
) {
    const sqlite3_int64 size = size_of(file);
    for (sqlite3_int64 sector = begin / sector_size; sector * sector_size < end; ++sector) {
        state.lost.erase(sector);
        const auto [before, is_new] = state.before.try_emplace(sector);
        const sqlite3_int64 there =
            std::clamp<sqlite3_int64>(size - sector * sector_size, 0, sector_size);
        if (!is_new || there == 0) continue;
        before->second.resize(static_cast<std::size_t>(there));
        must(
            file->pMethods
                ->xRead(file, before->second.data(), static_cast<int>(there), sector * sector_size)
            == SQLITE_OK
        );
    }
}

int PowerCutDisk::write(
    sqlite3_file* file,
    const std::string& path,
    const void* bytes,
    int size,
    sqlite3_int64 at
) {
    std::lock_guard lock(mutex_);
    const bool was_cut = is_cut_;
    const int code = next(Call::write);
    if (was_cut || (code != SQLITE_OK && !is_cut_)) return code;
    // The write that the power cut interrupts may have come to the disk in part.
    remember(state_of(file, path), file, at, at + size);
    const int written = file->pMethods->xWrite(file, bytes, size, at);
    return code != SQLITE_OK ? code : written;
}

int PowerCutDisk::truncate(sqlite3_file* file, const std::string& path, sqlite3_int64 size) {
    std::lock_guard lock(mutex_);
    if (const int code = next(Call::truncate)) return code;
    FileState& state = state_of(file, path);
    remember(state, file, size, size_of(file));
    if (size < size_of(file))
        state.truncated_to = std::min(state.truncated_to.value_or(size), size);
    return file->pMethods->xTruncate(file, size);
}

int PowerCutDisk::sync(sqlite3_file* file, const std::string& path, int& known_errors) {
    std::lock_guard lock(mutex_);
    FileState& state = state_of(file, path);
    int code = finish_sync(Call::sync, state, size_of(file));
    if (known_errors < state.errors) code = SQLITE_IOERR_FSYNC;
    known_errors = state.errors;
    return code;
}

int PowerCutDisk::errors(const std::string& path) const {
    std::lock_guard lock(mutex_);
    const auto found = files_.find(path);
    return found == files_.end() ? 0 : found->second.errors;
}

int PowerCutDisk::finish_sync(Call call, FileState& state, sqlite3_int64 size) {
    if (const int code = next(call)) {
        if (is_cut_) return code;
        ++state.errors;
        for (const auto& [sector, before] : state.before)
            state.lost.insert(sector);
        return code;
    }
    std::erase_if(state.before, [&](const auto& entry) {
        return !state.lost.contains(entry.first);
    });
    state.durable_size = size;
    state.truncated_to.reset();
    return SQLITE_OK;
}

void PowerCutDisk::watch(const std::filesystem::path& path) {
    std::lock_guard lock(mutex_);
    const auto name = std::filesystem::weakly_canonical(path).string();
    const auto size = access(name.c_str(), F_OK) == 0
                          ? static_cast<sqlite3_int64>(std::filesystem::file_size(name))
                          : 0;
    watched_[name] = files_[name].durable_size = size;
}

std::optional<bool> PowerCutDisk::sync_watched(const std::string& path) {
    std::lock_guard lock(mutex_);
    const auto watched = watched_.find(path);
    if (watched == watched_.end()) return std::nullopt;
    remember_growth(path, watched->second);
    return finish_sync(Call::watched_sync, files_[path], watched->second) == SQLITE_OK;
}

void PowerCutDisk::remember_growth(const std::string& path, sqlite3_int64& known_size) {
    FileState& state = files_[path];
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    must(file >= 0 && fstat(file, &status) == 0);
    known_size = std::min<sqlite3_int64>(known_size, status.st_size);
    for (auto sector = known_size / sector_size; sector * sector_size < status.st_size; ++sector) {
        state.lost.erase(sector);
        const auto [before, is_new] = state.before.try_emplace(sector);
        const auto there =
            std::clamp<sqlite3_int64>(known_size - sector * sector_size, 0, sector_size);
        if (!is_new || there == 0) continue;
        before->second.resize(static_cast<std::size_t>(there));
        must(
            pread(file, before->second.data(), before->second.size(), sector * sector_size) == there
        );
    }
    known_size = status.st_size;
    close(file);
}

int PowerCutDisk::remove(const char* path, int sync_folder) {
    std::lock_guard lock(mutex_);
    if (is_cut_) return SQLITE_IOERR_DELETE;
    files_.erase(path);
    return real_->xDelete(real_, path, sync_folder);
}

} // namespace orderhook::test

// Takes the place of the C library's, for the files that a disk watches.
extern "C" int fdatasync(int file) {
    if (orderhook::test::PowerCutDisk* disk = orderhook::test::current) {
        const std::string link = "/proc/self/fd/" + std::to_string(file);
        std::array<char, PATH_MAX> path{};
        const ssize_t size = readlink(link.c_str(), path.data(), path.size());
        if (size > 0)
            if (const auto synced =
                    disk->sync_watched(std::string(path.data(), static_cast<std::size_t>(size)))) {
                if (*synced) return 0;
                errno = EIO;
                return -1;
            }
    }
    return static_cast<int>(syscall(SYS_fdatasync, file));
}
