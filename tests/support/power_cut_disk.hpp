// A disk that loses what was not synced when the power goes, and fails when a test wants it to.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace orderhook::test {

/// SQLite's default VFS as long as it lives. It writes through to real files and remembers, for
/// each sector of databases and their WALs, what a power cut would bring back. A sync that
/// succeeded makes sectors durable; after one that failed, as on Linux, only writing them again and
/// another sync does. Nothing is really synced. Thread-safe; one at a time.
class PowerCutDisk {
public:
    enum class Trouble {
        power_cut,   ///< this call and all later ones fail
        full,        ///< the next write fails for lack of space
        write_error, ///< the next write fails
        sync_error,  ///< the next sync fails
    };

    PowerCutDisk();
    PowerCutDisk(const PowerCutDisk&) = delete;
    PowerCutDisk& operator=(const PowerCutDisk&) = delete;
    ~PowerCutDisk();

    /// Lets that many writes, truncations and syncs pass before the trouble, which comes once.
    void arm(Trouble trouble, int after);

    /// Called on the thread that noticed the power cut.
    void on_cut(std::function<void()> cut) { cut_callback_ = std::move(cut); }
    [[nodiscard]] bool is_cut() const;
    [[nodiscard]] int calls() const;

    /// When no file is open: what the files hold after the power was cut and is there again. Each
    /// sector that was not durable was written with that probability.
    void lose(double written, std::uint32_t seed);

    // For the files of this VFS.
    int write(
        sqlite3_file* file,
        const std::string& path,
        const void* bytes,
        int size,
        sqlite3_int64 at
    );
    int truncate(sqlite3_file* file, const std::string& path, sqlite3_int64 size);
    int sync(sqlite3_file* file, const std::string& path);
    int remove(const char* path, int sync_folder);
    [[nodiscard]] sqlite3_vfs& real() const noexcept { return *real_; }

private:
    enum class Call { write, truncate, sync };
    struct FileState {
        std::map<sqlite3_int64, std::string> before; // of sectors that are not durable
        std::set<sqlite3_int64> lost;                // those of them that no sync will write
        sqlite3_int64 durable_size = 0;
    };

    [[nodiscard]] int next(Call call);
    FileState& state_of(sqlite3_file* file, const std::string& path);
    static void
    remember(FileState& state, sqlite3_file* file, sqlite3_int64 begin, sqlite3_int64 end);
    static void
    lose(const std::string& path, FileState& state, const std::function<bool()>& is_written);

    mutable std::mutex mutex_;
    std::map<std::string, FileState> files_;
    std::function<void()> cut_callback_;
    Trouble trouble_ = Trouble::power_cut;
    int after_ = -1; // disarmed
    int calls_ = 0;
    bool is_cut_ = false;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
};

} // namespace orderhook::test
