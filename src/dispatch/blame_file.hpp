// Which deliveries were at work when the process ended without being asked to.
#pragma once

#include "journal/journal.hpp"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// A place in the blame file for a delivery that is at work. One that belongs to no file does
/// nothing.
class BlameSlot {
public:
    BlameSlot() = default;
    explicit BlameSlot(std::shared_ptr<Position> place) : place_(std::move(place)) {}

    void enter(Position position) const noexcept { store(position); }
    void leave() const noexcept { store(0); }

private:
    void store(Position position) const noexcept {
        if (place_) std::atomic_ref(*place_).store(position, std::memory_order_relaxed);
    }

    // Shares the whole file: a thread that is stuck in a call may outlive all else that has it.
    std::shared_ptr<Position> place_;
};

/// A delivery that may be why a process ended.
struct Suspect {
    std::string handler;
    Position position = 0;
    std::uint32_t crashes_alone = 0; ///< how often the process ended after it was started alone
    bool was_at_work = false;        ///< when the last process ended

    friend bool operator==(const Suspect&, const Suspect&) = default;
};

/// A small file beside the journal, mapped and never flushed: what was written to it outlives the
/// process, though not the machine. So it only counts within one boot of the machine; a restart of
/// the machine clears everybody.
///
/// A delivery is suspected when the process ended while its handler was called, and remains so,
/// over further starts, until `acquit`. Suspected deliveries are meant to run alone: when one was
/// suspected before and is found at work, that counts as a crash alone, even if it was past its
/// timeout, when others may run beside it: or an order that takes long to end the process would do
/// so for ever.
class BlameFile : public std::enable_shared_from_this<BlameFile> {
public:
    struct Staff {
        std::string handler;
        std::size_t slots = 0; ///< for the most deliveries that are at work at one time
    };

    /// Reads what the last run left and begins a new file, whose slots are empty. A file that is
    /// damaged or not ours is warned about and replaced. Error: `unavailable`.
    [[nodiscard]] static Result<std::shared_ptr<BlameFile>> open(
        const std::filesystem::path& path,
        const std::vector<Staff>& staff,
        const std::string& boot_id = this_boot()
    );
    ~BlameFile();
    BlameFile(const BlameFile&) = delete;
    BlameFile& operator=(const BlameFile&) = delete;

    /// The machine's name for its time since it was started; empty when it has none.
    [[nodiscard]] static std::string this_boot();

    /// Those that earlier runs left.
    [[nodiscard]] const std::vector<Suspect>& suspects() const { return suspects_; }

    /// The slots of a handler's workers.
    [[nodiscard]] std::vector<BlameSlot> slots(std::string_view handler);

    /// The delivery is suspected no more.
    void acquit(std::string_view handler, Position position);

    /// The process is about to end because it was asked to: whoever is at work is not to blame.
    void end_in_order();

private:
    struct Header;
    struct Record;
    using Suspects = std::vector<Suspect>;
    BlameFile(void* memory, std::size_t size, std::size_t slots, Suspects suspects);

    [[nodiscard]] static Result<Suspects>
    read(const std::filesystem::path& path, const std::string& boot_id);
    [[nodiscard]] static Result<void> write(
        const std::filesystem::path& path,
        const std::vector<Staff>& staff,
        const std::string& boot_id,
        const Suspects& suspects
    );
    /// The slots, then the suspects.
    [[nodiscard]] std::span<Record> records();

    void* const memory_;
    const std::size_t size_;
    const std::size_t slots_;
    const Suspects suspects_;
};

} // namespace orderhook
