#include "support/faulty_vfs.hpp"

#include <cstddef>
#include <new>

namespace orderhook::test {

namespace {

// SQLite allocates szOsFile bytes per open file: this, and behind it the real VFS's own file.
struct FaultyFile {
    sqlite3_file base;
    FaultyVfs* vfs;
    int flags;
};

FaultyFile& faulty(sqlite3_file* file) { return *reinterpret_cast<FaultyFile*>(file); }
sqlite3_file* real(sqlite3_file* file) {
    return reinterpret_cast<sqlite3_file*>(&faulty(file) + 1);
}

int fault_of(sqlite3_file* file, FaultyVfs::Call call) {
    const FaultyFile& self = faulty(file);
    if (self.flags & SQLITE_OPEN_WAL) return self.vfs->next(FaultyVfs::File::wal, call);
    if (self.flags & SQLITE_OPEN_MAIN_DB) return self.vfs->next(FaultyVfs::File::database, call);
    return SQLITE_OK;
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    if (const int code = fault_of(file, FaultyVfs::Call::write)) return code;
    return real(file)->pMethods->xWrite(real(file), bytes, size, offset);
}

int sync(sqlite3_file* file, int flags) {
    if (const int code = fault_of(file, FaultyVfs::Call::sync)) return code;
    return real(file)->pMethods->xSync(real(file), flags);
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
    3,
    Forward<&Methods::xClose>::call,
    Forward<&Methods::xRead>::call,
    write,
    Forward<&Methods::xTruncate>::call,
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
    Forward<&Methods::xFetch>::call,
    Forward<&Methods::xUnfetch>::call,
};

int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* opened) {
    auto* faults = static_cast<FaultyVfs*>(vfs->pAppData);
    new (file) FaultyFile{{nullptr}, faults, flags};
    sqlite3_vfs& below = faults->real();
    const int code = below.xOpen(&below, name, real(file), flags, opened);
    if (real(file)->pMethods != nullptr) file->pMethods = &methods;
    return code;
}

} // namespace

FaultyVfs::FaultyVfs() : real_(sqlite3_vfs_find(nullptr)), vfs_(*real_) {
    vfs_.szOsFile = static_cast<int>(sizeof(FaultyFile)) + real_->szOsFile;
    vfs_.pNext = nullptr;
    vfs_.zName = "faulty";
    vfs_.pAppData = this;
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 1);
}

FaultyVfs::~FaultyVfs() {
    sqlite3_vfs_unregister(&vfs_);
    sqlite3_vfs_register(real_, 1);
}

void FaultyVfs::fail(File file, Call call, int code, int times, int after) {
    Fault& fault = faults_[index_of(file, call)];
    fault.times = times;
    fault.after = after;
    fault.code = code;
}

void FaultyVfs::hang(File file, Call call) { faults_[index_of(file, call)].hangs = true; }

void FaultyVfs::heal() {
    for (Fault& fault : faults_)
        fault.code = SQLITE_OK;
    release();
}

void FaultyVfs::release() {
    for (Fault& fault : faults_) {
        fault.hangs = false;
        fault.hangs.notify_all();
    }
}

// Who has seen a call counted knows that it hangs, or what it will return.
int FaultyVfs::next(File file, Call call) {
    Fault& fault = faults_[index_of(file, call)];
    if (fault.hangs) {
        ++fault.calls;
        fault.hangs.wait(true);
        return outcome_of(fault);
    }
    const int code = outcome_of(fault);
    ++fault.calls;
    return code;
}

int FaultyVfs::outcome_of(Fault& fault) {
    if (fault.code == SQLITE_OK) return SQLITE_OK;
    if (fault.after > 0) {
        --fault.after;
        return SQLITE_OK;
    }
    if (fault.times <= 0) return SQLITE_OK;
    if (fault.times != always) --fault.times;
    return fault.code;
}

int FaultyVfs::calls(File file, Call call) const { return faults_[index_of(file, call)].calls; }

std::size_t FaultyVfs::index_of(File file, Call call) {
    return static_cast<std::size_t>(file) * 2 + static_cast<std::size_t>(call);
}

} // namespace orderhook::test
