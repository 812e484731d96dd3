#include "journal/sqlite/wal_vfs.hpp"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace orderhook {

namespace {

constexpr auto name = "orderhook-wal";
constexpr int capacity = 128 << 10;

/// What is to be written at `start`.
struct Piece {
    sqlite3_int64 start = 0;
    int size = 0;
    std::array<char, capacity> bytes;

    [[nodiscard]] bool takes(int more, sqlite3_int64 at) const {
        return size + more <= capacity && (size == 0 || start + size == at);
    }
    void add(const void* more, int count, sqlite3_int64 at) {
        if (size == 0) start = at;
        std::memcpy(bytes.data() + size, more, static_cast<std::size_t>(count));
        size += count;
    }
};

// SQLite allocates szOsFile bytes per open file: this, and behind it the real VFS's own file.
struct WalFile {
    sqlite3_file base{};
    std::unique_ptr<Piece> piece;
};

WalFile& wal(sqlite3_file* file) { return *reinterpret_cast<WalFile*>(file); }
sqlite3_file* real(sqlite3_file* file) { return reinterpret_cast<sqlite3_file*>(&wal(file) + 1); }

int flush(sqlite3_file* file) {
    Piece& piece = *wal(file).piece;
    const int size = std::exchange(piece.size, 0);
    if (size == 0) return SQLITE_OK;
    return real(file)->pMethods->xWrite(real(file), piece.bytes.data(), size, piece.start);
}

int write(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    Piece& piece = *wal(file).piece;
    if (!piece.takes(size, at))
        if (const int code = flush(file)) return code;
    if (size > capacity) return real(file)->pMethods->xWrite(real(file), bytes, size, at);
    piece.add(bytes, size, at);
    return SQLITE_OK;
}

int close(sqlite3_file* file) {
    const int flushed = flush(file);
    const int code = real(file)->pMethods->xClose(real(file));
    wal(file).~WalFile();
    return code != SQLITE_OK ? code : flushed;
}

template <auto Method> struct Flushed;
template <class... Rest, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Rest...)>
struct Flushed<Method> {
    static int call(sqlite3_file* file, Rest... rest) {
        if (const int code = flush(file)) return code;
        return (real(file)->pMethods->*Method)(real(file), rest...);
    }
};

// These two return no code.
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file* file) {
    return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

using Methods = sqlite3_io_methods;
constexpr Methods methods{
    1, // a WAL is neither shared nor mapped
    close,
    Flushed<&Methods::xRead>::call,
    write,
    Flushed<&Methods::xTruncate>::call,
    Flushed<&Methods::xSync>::call,
    Flushed<&Methods::xFileSize>::call,
    Flushed<&Methods::xLock>::call,
    Flushed<&Methods::xUnlock>::call,
    Flushed<&Methods::xCheckReservedLock>::call,
    Flushed<&Methods::xFileControl>::call,
    sector_size,
    characteristics,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
    nullptr,
};

int open(sqlite3_vfs*, sqlite3_filename path, sqlite3_file* file, int flags, int* opened) {
    sqlite3_vfs& below = *sqlite3_vfs_find(nullptr);
    if ((flags & SQLITE_OPEN_WAL) == 0) return below.xOpen(&below, path, file, flags, opened);

    auto* self = new (file) WalFile;
    self->piece.reset(new (std::nothrow) Piece);
    int code = SQLITE_NOMEM;
    if (self->piece) {
        code = below.xOpen(&below, path, real(file), flags, opened);
        if (real(file)->pMethods != nullptr) {
            self->base.pMethods = &methods;
            return code;
        }
    }
    self->~WalFile();
    file->pMethods = nullptr;
    return code;
}

// The default VFS is looked up for each call, since tests put others in its place.
template <auto Method> struct Below;
template <class... Rest, int (*sqlite3_vfs::*Method)(sqlite3_vfs*, Rest...)> struct Below<Method> {
    static int call(sqlite3_vfs*, Rest... rest) {
        sqlite3_vfs* const below = sqlite3_vfs_find(nullptr);
        return (below->*Method)(below, rest...);
    }
};

} // namespace

const char* wal_vfs() {
    static sqlite3_vfs vfs = [] {
        constexpr int room_for_other_files = 512;
        sqlite3_vfs made = *sqlite3_vfs_find(nullptr);
        made.szOsFile += static_cast<int>(sizeof(WalFile)) + room_for_other_files;
        made.pNext = nullptr;
        made.zName = name;
        made.xOpen = open;
        made.xDelete = Below<&sqlite3_vfs::xDelete>::call;
        made.xAccess = Below<&sqlite3_vfs::xAccess>::call;
        made.xFullPathname = Below<&sqlite3_vfs::xFullPathname>::call;
        return made;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    return registered == SQLITE_OK ? name : "";
}

} // namespace orderhook
