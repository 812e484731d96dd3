// Lines that gather in memory until they are written together.
#pragma once

#include "handlers/line_file.hpp"

#include <orderhook/event.hpp>

#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace orderhook {

/// Lines of deliveries, in the order they came, in the file once `sync` succeeded. Thread-safe.
///
/// While a sync is at it, lines gather for the next one, and nobody can say which of those that it
/// writes have their outcome in its batch. So a failed one keeps all of them, and the next one
/// writes them before any other. The retry of a delivery whose line was kept adds none. Until one
/// succeeds, `append` takes no further lines, so that what is kept does not grow.
///
/// Lines that were never synced are dropped at the end: their deliveries have no outcome, and run
/// again.
class GatheredLines {
public:
    /// The same for every attempt.
    struct Delivery {
        EventId event;
        std::uint32_t replay = 0;

        friend auto operator<=>(const Delivery&, const Delivery&) = default;
    };

    explicit GatheredLines(LineFile::Options options) : file_(std::move(options)) {}

    /// Opens the file now, to see whether it can be.
    [[nodiscard]] Result<void> open();

    /// Takes the line, which has no line end of its own. Writes only after a sync that failed, and
    /// when very much has gathered: dispatch bounds the calls whose outcome waits for a sync, but
    /// not the size of what they write.
    [[nodiscard]] Result<void> append(const Delivery& delivery, std::string_view line);

    /// When it succeeds, all lines appended before are durable.
    [[nodiscard]] Result<void> sync();

    /// Lines that no sync has taken yet go to a file that is opened anew. Does not block.
    void reopen() noexcept { file_.reopen(); }

private:
    /// Lines, and what they are of.
    struct Batch {
        std::string lines;
        std::vector<Delivery> deliveries;
    };

    void take_gathered();
    void remember_kept();

    std::mutex mutex_; // guards what follows, and is never held while the disk is waited for
    Batch gathered_;
    bool sync_failed_ = false;
    std::set<Delivery> kept_; // whose line was in a sync that failed; it stands there or will

    std::mutex file_mutex_; // taken before the other; guards what follows
    LineFile file_;
    Batch unsynced_; // taken, and not durable yet
};

} // namespace orderhook
