// A file of lines that survives crashes, full disks and rotation.
#pragma once

#include <orderhook/result.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace orderhook {

/// Never holds two lines on one: a line that a crash left without end is ended when the file is
/// opened, one that could not be written whole is taken back. After a failed sync the lines that
/// may be lost are written again, so a line can stand there twice. The file is locked, so that
/// nobody else appends to it, and opened when it is needed, or with `open`. Thread-safe. Errors are
/// `unavailable`.
class LineFile {
public:
    struct Options {
        std::filesystem::path path;
        bool fsync = true;             ///< whether `sync` makes lines durable
        std::uint64_t rotate_size = 0; ///< renamed before it grows beyond it; 0: never
        int rotate_keep = 5;           ///< how many of `path.1`, `path.2`, ... stay
    };

    explicit LineFile(Options options) : options_(std::move(options)) {}
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;
    ~LineFile() { close(); }

    /// Opens the file now, to see whether it can be.
    [[nodiscard]] Result<void> open();

    /// Writes the line, which has no line end of its own.
    [[nodiscard]] Result<void> append(std::string line);

    /// When it succeeds, all lines appended before are durable.
    [[nodiscard]] Result<void> sync();

    /// The next append opens the file anew. Does not block.
    void reopen() noexcept { reopen_asked_ = true; }

private:
    [[nodiscard]] Result<void> open_file();
    [[nodiscard]] Result<void> make_sure_it_is_ours() const;
    [[nodiscard]] Result<void> end_torn_line();
    [[nodiscard]] Result<void> write(std::string_view lines);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] bool is_due_for_rotation(std::size_t more) const noexcept;
    void rotate();
    void take_back(std::size_t bytes);
    void close() noexcept;

    const Options options_;
    std::atomic<bool> reopen_asked_ = false;

    std::mutex mutex_; // guards what follows, also while the disk is waited for
    int file_ = -1;
    bool regular_ = false; // not a pipe or device
    std::uint64_t size_ = 0;
    bool rotation_fails_ = false;
    std::string unsynced_; // lines that no fdatasync has covered yet
};

} // namespace orderhook
