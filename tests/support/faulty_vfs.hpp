// A disk that fails when a test wants it to.
#pragma once

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <limits>

namespace orderhook::test {

/// SQLite's default VFS as long as it lives, passing everything on to the real one but the calls
/// that it was told to fail. A failed sync does not sync; what was written is there all the same,
/// as on a real disk whose cache the process still sees. Thread-safe; one at a time.
class FaultyVfs {
public:
    enum class File { database, wal };
    enum class Call { write, sync };
    static constexpr int always = std::numeric_limits<int>::max();

    FaultyVfs();
    FaultyVfs(const FaultyVfs&) = delete;
    FaultyVfs& operator=(const FaultyVfs&) = delete;
    ~FaultyVfs();

    /// Lets `after` such calls succeed, then fails that many with the code
    /// (SQLITE_IOERR_FSYNC, SQLITE_FULL, ...).
    void fail(File file, Call call, int code, int times = always, int after = 0);

    /// Has such calls wait until `heal` or `release`.
    void hang(File file, Call call);

    /// What hangs goes on, and fails if it was told to.
    void release();

    /// Lets everything succeed again.
    void heal();

    /// What the next call is to return, counting it. For the files of this VFS.
    [[nodiscard]] int next(File file, Call call);
    [[nodiscard]] sqlite3_vfs& real() const noexcept { return *real_; }

    /// How many such calls were made, failed ones included.
    [[nodiscard]] int calls(File file, Call call) const;

private:
    struct Fault {
        std::atomic<int> code = SQLITE_OK;
        std::atomic<int> after = 0;
        std::atomic<int> times = 0;
        std::atomic<int> calls = 0;
        std::atomic<bool> hangs = false;
    };
    [[nodiscard]] static int outcome_of(Fault& fault);
    [[nodiscard]] static std::size_t index_of(File file, Call call);

    std::array<Fault, 4> faults_;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
};

} // namespace orderhook::test
