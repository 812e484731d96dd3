// When the WAL is taken into the journal's file, and by whom.
#pragma once

#include "journal/sqlite/write_store.hpp"

#include <filesystem>
#include <future>
#include <optional>
#include <utility>

namespace orderhook {

/// Keeps the WAL short without holding up commits: most of it is copied on a thread and a
/// connection of its own, while commits go on. What they added meanwhile is little, and is copied
/// between two of them, since the WAL starts over only when all of it is in the file.
///
/// For the writer's thread. After an error the file must be opened again.
class Checkpointer {
public:
    struct Settings {
        std::filesystem::path path; ///< of the file
        std::optional<FileId> file; ///< copies nothing into another one
        int pages = 0;              ///< begins when the WAL has so many that were not copied
    };

    explicit Checkpointer(Settings settings) : settings_(std::move(settings)) {}

    /// Does what is due after a commit.
    [[nodiscard]] Result<void> after_commit(WriteStore& store);

    /// Whether copying is under way.
    [[nodiscard]] bool is_busy() const;

    /// Copies all that waits, as far as no reader needs what it replaces, if that is at least
    /// `pages`; of a WAL that was removed all there is, until that is whole. For when it is not
    /// busy.
    [[nodiscard]] Result<void> copy(WriteStore& store, int pages);

    /// Waits until nothing works on the file, and says whether that went well. From then on it may
    /// be another one.
    [[nodiscard]] Result<void> stop();

private:
    [[nodiscard]] int waiting(const WriteStore& store);
    [[nodiscard]] Result<void> start(WriteStore& store);

    const Settings settings_;
    int rounds_ = 0;                    // of copying since the last commit without
    int copied_ = 0;                    // pages of the WAL that were, or are being, copied
    bool is_whole_ = false;             // as far as is known, all of those are in the file
    std::future<Result<void>> copying_; // its destructor waits
};

} // namespace orderhook
