// Writing much beside somebody who waits for the disk.
#pragma once

#include <cstddef>

namespace orderhook {

/// As long as one lives, what SQLite writes on this thread goes to the disk in pieces, one at a
/// time. Else it gathers in the system's memory until a sync sends all of it at once, and a commit
/// of another thread waits behind that: 20 ms for the 40 MB of a checkpoint.
///
/// One to a thread. An error of the disk shows as a failed write.
class PacedWrites {
public:
    /// Bytes. A disk takes it in about a millisecond.
    static constexpr std::size_t piece = std::size_t{512} << 10;

    /// Before the process opens its first file with SQLite. Without it, or where SQLite or the
    /// system offers no way, writes are not paced.
    static void prepare();

    PacedWrites() noexcept;
    ~PacedWrites();
    PacedWrites(const PacedWrites&) = delete;
    PacedWrites& operator=(const PacedWrites&) = delete;

    /// How many pieces were waited for.
    [[nodiscard]] std::size_t pieces() const noexcept { return pieces_; }

    /// SQLite wrote so many bytes. Returns 0 or the system's error.
    [[nodiscard]] int wrote(int file, std::size_t bytes) noexcept;

private:
    std::size_t pieces_ = 0;
    std::size_t bytes_ = 0; // since the last piece
};

} // namespace orderhook
