// The journal in one SQLite file.
#pragma once

#include "async/clock.hpp"
#include "async/loop.hpp"
#include "journal/records.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/retention_limits.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace orderhook {

struct SqliteSettings {
    std::filesystem::path path;

    /// How long a duplicate is known as one, and a late event as late, at least.
    Duration dedupe_window = std::chrono::days{7};

    RetentionLimits retention{};

    /// Appends and edits stop while less is free on the disk; settling and pruning go on in this
    /// reserve.
    std::uint64_t min_free = std::uint64_t{512} << 20;

    /// Bytes of events that may wait for the writer; appends beyond are refused.
    std::size_t max_queued = std::size_t{64} << 20;

    /// The time between a failed write and the next try to open the file again.
    Duration reopen_delay = std::chrono::seconds{1};

    /// A write that takes longer has met a disk that does not answer.
    Duration patience = std::chrono::seconds{5};

    /// Bytes that the WAL gathers under load before they are copied to the file.
    std::uint64_t wal_size = std::uint64_t{40} << 20;

    /// Asked at most once a second, on the writer's thread.
    std::function<Result<std::uint64_t>(const std::filesystem::path& folder)> free_space =
        orderhook::free_space;
};

/// One commit, for the metrics.
struct Commit {
    std::size_t events = 0; ///< appends, duplicates too
    std::size_t settlements = 0;
    Pruned pruned;
    Duration took{};
};

/// Called on the writer's thread after each commit.
using CommitObserver = std::function<void(const Commit&)>;

/// Opens the journal, or makes a new one in a folder that exists, and holds it for this process
/// alone. Fails with what to do: the file is in use, damaged, another program's, or of a newer
/// Orderhook. Both `loop` and `clock` outlive the journal. An observer may be empty.
[[nodiscard]] Result<std::unique_ptr<JournalWithRecords>> open_sqlite_journal(
    const SqliteSettings& settings,
    Loop& loop,
    const Clock& clock,
    CommitObserver observe
);

} // namespace orderhook
