// A SQLite journal in a folder of its own, which a test can close and open again.
#pragma once

#include "journal/sqlite/sqlite_journal.hpp"
#include "journal_probe.hpp"
#include "support/patience.hpp"
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
            pruned_events += commit.pruned.events;
            pruned_dead_letters += commit.pruned.dead_letters;
            loop.post([] {}); // who waits for it looks again
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

    /// Looks again and again whether the writer's thread has made it true; false when
    /// that takes more than `patience`.
    template <class Condition> bool comes_true(Condition condition) {
        return eventually([&] {
            loop.run_posted();
            return condition();
        });
    }

    TemporaryFolder folder;
    ManualClock clock;
    ManualLoop loop{clock};
    SqliteSettings settings;
    std::atomic<std::size_t> events = 0;      // committed
    std::atomic<std::size_t> settlements = 0; // committed
    std::atomic<std::size_t> pruned_events = 0;
    std::atomic<std::size_t> pruned_dead_letters = 0;
    std::optional<JournalProbe> probe;
};

} // namespace orderhook::test
