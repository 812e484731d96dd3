// A SQLite journal in a folder of its own, which a test can close and open again.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"
#include "journal_probe.hpp"
#include "support/temporary_folder.hpp"

#include <optional>

namespace orderhook::test {

struct SqliteRoom {
    SqliteRoom() {
        settings.path = folder.path() / "journal.db";
        settings.min_free = 0;
        settings.reopen_delay = std::chrono::milliseconds{1};
    }

    Result<std::unique_ptr<JournalWithRecords>> try_open() {
        return open_sqlite_journal(settings, loop, clock, [this](const Commit& commit) {
            events += commit.events;
            settlements += commit.settlements;
        });
    }

    /// Opens, or closes and opens again.
    JournalProbe& open() {
        probe.reset();
        auto journal = try_open();
        if (!journal) {
            ADD_FAILURE() << journal.error().message;
            std::abort();
        }
        return probe.emplace(std::move(*journal), loop);
    }

    TemporaryFolder folder;
    ManualClock clock;
    ManualLoop loop{clock};
    SqliteSettings settings;
    std::atomic<std::size_t> events = 0;      // committed
    std::atomic<std::size_t> settlements = 0; // committed
    std::optional<JournalProbe> probe;
};

} // namespace orderhook::test
