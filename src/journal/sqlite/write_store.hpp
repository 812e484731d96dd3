// What the writer does to the file, statement by statement.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/delivery_rows.hpp"
#include "journal/sqlite/event_row.hpp"
#include "journal/sqlite/event_spans.hpp"
#include "journal/sqlite/file_system.hpp"
#include "journal/sqlite/handler_ids.hpp"
#include "journal/sqlite/paused_handlers.hpp"
#include "journal/sqlite/position_counter.hpp"
#include "journal/sqlite/recent_events.hpp"
#include "journal/sqlite/redelivery.hpp"
#include "journal/sqlite/retention.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace orderhook {

/// The one connection that writes, with its statements prepared. Its thread only.
///
/// Every function but `open` throws SQLite::Exception. The store is then only good for being
/// destroyed: after a failed write nobody knows what the disk has, until the file is opened anew.
class WriteStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<WriteStore>>
    open(const SqliteSettings& settings, Time now, IfMissing if_missing);

    WriteStore(std::unique_ptr<SQLite::Database> database, const SqliteSettings& settings);

    /// When the journal was made, to the microsecond, which tells it from others.
    [[nodiscard]] Time made_at() const noexcept { return made_at_; }

    /// Whether the path of the file or of its WAL names another file by now, or none.
    [[nodiscard]] bool has_moved() const;

    /// Of the file and of its WAL, when they were opened.
    [[nodiscard]] std::optional<FileId> file() const noexcept { return file_; }
    [[nodiscard]] std::optional<FileId> wal() const noexcept { return wal_; }

    /// None above it was ever given.
    [[nodiscard]] Position last_position() const noexcept { return positions_.last(); }

    void begin(Time now);

    /// Stores the event, unless it is a duplicate, and adds what it owes to `fresh`.
    [[nodiscard]] Appended append(NewEvent&& event, std::vector<Delivery>& fresh);

    /// Does nothing for deliveries that are not pending, so that it may be called again.
    void settle(const std::vector<Settlement>& batch);

    /// In a transaction: what was gathered is saved before it can be looked at or changed.
    [[nodiscard]] Redelivery& redelivery();
    [[nodiscard]] PausedHandlers& paused_handlers() noexcept { return paused_handlers_; }

    /// Prunes as far as it is time, beside that many appends of the same transaction.
    Pruned prune_beside(std::size_t appends, Time now);

    /// Everything since `begin` is on the disk when it returns.
    void commit();

    /// Until then nothing expires, and nothing is pruned or made smaller unless the disk is full:
    /// after a failure, which may come from what is read for that and would come again and again.
    void rest_until(Time time) noexcept { rests_until_ = time; }

    /// Whether there is something to do when nobody waits.
    [[nodiscard]] bool has_chores(Time now, bool is_disk_full);

    /// Does a little of it, in a transaction of its own.
    Pruned do_chores(Time now, bool is_disk_full);

    /// The pending deliveries behind that position, in position order.
    [[nodiscard]] std::vector<Delivery> deliveries_behind(Position position);

    /// Counts in the file that it was opened again after a failure: a write that shows that writes
    /// succeed.
    void note_reopening();

    /// How many pages the WAL holds since it started over.
    [[nodiscard]] int pages_in_wal() const noexcept { return pages_in_wal_; }

    /// Copies the WAL's pages to the file, as far as no reader needs the old ones. Whether those
    /// were all.
    bool checkpoint();

    /// Before it is destroyed: has the file hold all there is. The WAL is removed then, or is empty
    /// as long as another program has the file open, unless that reads just now.
    void finish();

    /// The same for a file that has moved. SQLite removes a WAL by its path, where another's may
    /// lie: it stays.
    void finish_moved();

private:
    struct Statements {
        explicit Statements(SQLite::Database& database);
        EventInsert insert_event;
        SQLite::Statement begin, commit, checkpoint;
    };

    void remember_newest();
    [[nodiscard]] bool rests(Time now) const noexcept { return now < rests_until_; }
    Pruned prune(Time now, const Retention::Budget& budget);
    void deliver(NewEvent&& event, Position position, Lane lane, std::vector<Delivery>& fresh);

    std::unique_ptr<SQLite::Database> database_;
    std::filesystem::path path_;
    Time made_at_; // read first: then the WAL is there
    std::optional<FileId> file_, wal_;
    RecentEvents recent_;
    HandlerIds handlers_;
    PositionCounter positions_;
    EventSpans spans_;
    DeliveryRows deliveries_;
    Redelivery redelivery_;
    PausedHandlers paused_handlers_;
    Retention retention_;
    Statements statements_;
    int pages_in_wal_ = 0;
    Time rests_until_{};
};

} // namespace orderhook
