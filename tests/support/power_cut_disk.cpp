#include "support/power_cut_disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <random>

namespace orderhook::test {

namespace {

constexpr sqlite3_int64 sector_size = 512;

// SQLite allocates szOsFile bytes per open file: this, and behind it the real VFS's own file.
struct CutFile {
    sqlite3_file base;
    PowerCutDisk* disk;
    const char* path;
};

CutFile& cut(sqlite3_file* file) { return *reinterpret_cast<CutFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&cut(file) + 1); }

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    return cut(file).disk->write(real(file), cut(file).path, bytes, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    return cut(file).disk->truncate(real(file), cut(file).path, size);
}

int sync(sqlite3_file* file, int) { return cut(file).disk->sync(real(file), cut(file).path); }

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
    new (file) CutFile{{nullptr}, disk, name};
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

void must(bool done) {
    if (!done) std::abort();
}

} // namespace

PowerCutDisk::PowerCutDisk() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.szOsFile = static_cast<int>(sizeof(CutFile)) + real_->szOsFile;
    vfs_.pNext = nullptr;
    vfs_.zName = "power cut";
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    vfs_.xDelete = test::remove;
    sqlite3_vfs_register(&vfs_, 1);
}

PowerCutDisk::~PowerCutDisk() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

void PowerCutDisk::arm(Trouble trouble, int after) {
    std::lock_guard lock(mutex_);
    trouble_ = trouble;
    after_ = after;
}

bool PowerCutDisk::is_cut() const {
    std::lock_guard lock(mutex_);
    return is_cut_;
}

int PowerCutDisk::calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
}

int PowerCutDisk::next(Call call) {
    ++calls_;
    if (is_cut_) return SQLITE_IOERR;
    if (after_ < 0) return SQLITE_OK;
    if (after_ > 0) {
        --after_;
        return SQLITE_OK;
    }
    const bool is_sync_trouble = trouble_ == Trouble::sync_error;
    if (trouble_ == Trouble::power_cut) {
        is_cut_ = true;
        if (cut_callback_) cut_callback_();
        return SQLITE_IOERR;
    }
    if (call == Call::truncate || (call == Call::sync) != is_sync_trouble) return SQLITE_OK;
    after_ = -1;
    if (is_sync_trouble) return SQLITE_IOERR_FSYNC;
    return trouble_ == Trouble::full ? SQLITE_FULL : SQLITE_IOERR_WRITE;
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
    remember(state_of(file, path), file, size, size_of(file));
    return file->pMethods->xTruncate(file, size);
}

int PowerCutDisk::sync(sqlite3_file* file, const std::string& path) {
    std::lock_guard lock(mutex_);
    FileState& state = state_of(file, path);
    if (const int code = next(Call::sync)) {
        if (is_cut_) return code;
        for (const auto& [sector, before] : state.before)
            state.lost.insert(sector);
        return code;
    }
    std::erase_if(state.before, [&](const auto& entry) {
        return !state.lost.contains(entry.first);
    });
    state.durable_size = size_of(file);
    return SQLITE_OK;
}

int PowerCutDisk::remove(const char* path, int sync_folder) {
    std::lock_guard lock(mutex_);
    if (is_cut_) return SQLITE_IOERR_DELETE;
    files_.erase(path);
    return real_->xDelete(real_, path, sync_folder);
}

void PowerCutDisk::lose(double written, std::uint32_t seed) {
    std::mt19937 random(seed);
    const auto is_written = [&] {
        return std::uniform_real_distribution<double>{}(random) < written;
    };
    std::lock_guard lock(mutex_);
    for (auto& [path, state] : files_) {
        if (access(path.c_str(), F_OK) == 0) lose(path, state, is_written);
        (void)unlink((path + "-shm").c_str());
    }
    files_.clear();
    is_cut_ = false;
    after_ = -1;
}

void PowerCutDisk::lose(
    const std::string& path,
    FileState& state,
    const std::function<bool()>& is_written
) {
    const int file = ::open(path.c_str(), O_RDWR | O_CLOEXEC);
    struct stat status {};
    must(file >= 0 && fstat(file, &status) == 0);
    sqlite3_int64 size = is_written() ? status.st_size : state.durable_size;
    std::erase_if(state.before, [&](const auto& entry) {
        if (state.lost.contains(entry.first) || !is_written()) return false;
        const sqlite3_int64 end = (entry.first + 1) * sector_size;
        size = std::max(size, std::min<sqlite3_int64>(end, status.st_size));
        return true;
    });
    must(ftruncate(file, size) == 0);
    for (auto& [sector, before] : state.before) {
        const sqlite3_int64 room = size - sector * sector_size;
        if (room <= 0) continue;
        before.resize(static_cast<std::size_t>(std::min(room, sector_size)));
        must(
            pwrite(file, before.data(), before.size(), sector * sector_size)
            == static_cast<ssize_t>(before.size())
        );
    }
    close(file);
}

} // namespace orderhook::test
