// The journals that keep the contract, whatever they are made of. A new one joins by a line here.
#pragma once

#include "journal/memory/memory_journal.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "journal_probe.hpp"
#include "support/temporary_folder.hpp"

namespace orderhook::test {

struct JournalKind {
    const char* name;
    std::unique_ptr<JournalWithRecords> (*make
    )(const std::filesystem::path& folder, Loop& loop, const Clock& clock);

    friend std::ostream& operator<<(std::ostream& out, const JournalKind& kind) {
        return out << kind.name;
    }
};

class JournalOfEachKind : public testing::TestWithParam<JournalKind> {
protected:
    const Time later = Time{std::chrono::seconds{1'622'589'400}};
    TemporaryFolder folder;
    ManualClock clock;
    ManualLoop loop{clock};
    JournalProbe probe{GetParam().make(folder.path(), loop, clock), loop};
};

inline std::unique_ptr<JournalWithRecords>
make_memory_journal(const std::filesystem::path&, Loop& loop, const Clock&) {
    return std::make_unique<MemoryJournal>(loop);
}

inline std::unique_ptr<JournalWithRecords>
make_sqlite_journal(const std::filesystem::path& folder, Loop& loop, const Clock& clock) {
    SqliteSettings settings;
    settings.path = folder / "journal.db";
    settings.min_free = 0;
    return std::move(*open_sqlite_journal(settings, loop, clock, {}));
}

inline const auto journal_kinds = testing::Values(
    JournalKind{"Memory", make_memory_journal},
    JournalKind{"Sqlite", make_sqlite_journal}
);

inline std::string name_of_kind(const testing::TestParamInfo<JournalKind>& kind) {
    return kind.param.name;
}

} // namespace orderhook::test
