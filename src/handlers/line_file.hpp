// A file of lines that survives crashes, full disks and rotation.
#pragma once

#include <orderhook/result.hpp>

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace orderhook {

/// Never holds two lines on one: a line that was not written whole is taken back, and one that a
/// crash left without end is ended before others follow. The file is locked, so that nobody else
/// appends to it, and opened when it is needed, or with `open`. For one thread at a time, but for
/// `reopen`. Errors are `unavailable`.
class LineFile {
public:
    struct Options {
        std::filesystem::path path;
        bool fsync = true;             ///< whether `append` makes lines durable
        std::uint64_t rotate_size = 0; ///< renamed before it grows beyond it; 0: never
        int rotate_keep = 5;           ///< how many of `path.1`, `path.2`, ... stay
    };

    explicit LineFile(Options options) : options_(std::move(options)) {}
    LineFile(const LineFile&) = delete;
    LineFile& operator=(const LineFile&) = delete;
    ~LineFile() { close(); }

    /// Opens the file now, to see whether it can be.
    [[nodiscard]] Result<void> open();

    /// Writes the lines, each of which has its end, and makes them durable. On an error those that
    /// are not durable stay in `lines`, to be appended again. Those that an fdatasync failed for
    /// may stand in the file already, and then do so twice.
    [[nodiscard]] Result<void> append(std::string& lines);

    /// The next append opens the file anew. Does not block.
    void reopen() noexcept { reopen_asked_ = true; }

private:
    [[nodiscard]] Result<void> append_front(std::string_view& lines);
    [[nodiscard]] Result<void> make_sure_it_is_ours(mode_t mode) const;
    [[nodiscard]] Result<void> look_for_torn_line();
    [[nodiscard]] Result<void> write(std::string_view& lines);
    [[nodiscard]] std::size_t write_bytes(std::string_view bytes);
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] std::size_t size_that_fits(std::string_view lines) const noexcept;
    [[nodiscard]] bool rotate();
    void take_back(std::size_t bytes);
    void close() noexcept;

    const Options options_;
    std::atomic<bool> reopen_asked_ = false;
    int file_ = -1;
    bool regular_ = false; // not a pipe or device
    bool torn_ = false;    // does not end in a line end
    std::uint64_t size_ = 0;
    bool rotation_fails_ = false;
};

} // namespace orderhook
