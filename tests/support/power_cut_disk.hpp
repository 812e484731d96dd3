// A disk that loses what was not synced when the power goes, and fails when a test wants it to.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace orderhook::test {

/// SQLite's default VFS as long as it lives. It writes through to real files and remembers, for
/// each sector of databases and their WALs, what a power cut would bring back. A sync that
/// succeeded makes sectors durable; after one that failed, as on Linux, only writing them again and
/// another sync does, and whoever else has the file open is told with his next sync, once. So it is
/// for a watched file that others append to by ordinary calls and fdatasync. A truncation is lost
/// whole, with all that came after it, or not at all, as on a file system with a journal of its
/// own. Nothing is really synced. Thread-safe; one at a time.
class PowerCutDisk {
public:
    enum class Trouble {
        power_cut,          ///< this call and all later ones fail
        full,               ///< a write of SQLite's fails for lack of space
        write_error,        ///< a write of SQLite's fails
        sync_error,         ///< a sync fails
        watched_sync_error, ///< a sync of a watched file fails
    };
    /// Of the calls that can have it, every n-th has the trouble, so many times.
    struct Repeat {
        int every = 1;
        int times = 1;
    };
    static constexpr int for_ever = -1;

    PowerCutDisk();
    PowerCutDisk(const PowerCutDisk&) = delete;
    PowerCutDisk& operator=(const PowerCutDisk&) = delete;
    ~PowerCutDisk();

    /// Lets that many writes, truncations and syncs pass before the trouble.
    void arm(Trouble trouble, int after, Repeat repeat);
    /// No error comes any more; a power cut stays, or still comes.
    void heal();

    /// The power goes now.
    void cut();

    /// The file is only appended to, by ordinary calls, and made durable by fdatasync.
    void watch(const std::filesystem::path& path);

    /// Called on the thread that noticed the power cut.
    void on_cut(std::function<void()> cut) { cut_callback_ = std::move(cut); }
    [[nodiscard]] bool is_cut() const;
    [[nodiscard]] int calls() const;
    /// Whether what it was armed with has come.
    [[nodiscard]] bool was_struck() const;

    /// When no file is open: what the files hold after the power was cut and is there again. Each
    /// sector that was not durable was written with that probability.
    void lose(double written, std::uint32_t seed);

    // For the files of this VFS, and those that are watched.
    int write(
        sqlite3_file* file,
        const std::string& path,
        const void* bytes,
        int size,
        sqlite3_int64 at
    );
    int truncate(sqlite3_file* file, const std::string& path, sqlite3_int64 size);
    int sync(sqlite3_file* file, const std::string& path, int& known_errors);
    /// How many syncs of the file have failed.
    [[nodiscard]] int errors(const std::string& path) const;
    int remove(const char* path, int sync_folder);
    /// Nothing for a file that is not watched.
    std::optional<bool> sync_watched(const std::string& path);
    [[nodiscard]] sqlite3_vfs& real() const noexcept { return *real_; }

private:
    static constexpr sqlite3_int64 sector_size = 512;
    enum class Call { write, truncate, sync, watched_sync };
    struct FileState {
        std::map<sqlite3_int64, std::string> before; // of sectors that are not durable
        std::set<sqlite3_int64> lost;                // those of them that no sync will write
        std::optional<sqlite3_int64> truncated_to;   // not durable yet; the least size
        sqlite3_int64 durable_size = 0;
        int errors = 0; // of syncs
    };

    static void must(bool done); // or the test makes no sense
    [[nodiscard]] int next(Call call);
    [[nodiscard]] bool is_troubled(Call call) const;
    [[nodiscard]] int finish_sync(Call call, FileState& state, sqlite3_int64 size);
    FileState& state_of(sqlite3_file* file, const std::string& path);
    void remember_growth(const std::string& path, sqlite3_int64& known_size);
    static void
    remember(FileState& state, sqlite3_file* file, sqlite3_int64 begin, sqlite3_int64 end);
    static void
    lose(const std::string& path, FileState& state, const std::function<bool()>& is_written);

    mutable std::mutex mutex_;
    std::map<std::string, FileState> files_;
    std::map<std::string, sqlite3_int64> watched_; // with the size up to which it is remembered
    std::function<void()> cut_callback_;
    Trouble trouble_ = Trouble::power_cut;
    Repeat repeat_;
    int after_ = -1; // disarmed
    int passed_ = 0; // calls that go well before the trouble comes again
    int calls_ = 0;
    bool is_cut_ = false;
    bool was_struck_ = false;
    sqlite3_vfs* real_;
    sqlite3_vfs vfs_;
};

} // namespace orderhook::test
