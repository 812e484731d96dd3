// What the writer does to the file, statement by statement.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/dedupe.hpp"
#include "journal/sqlite/event_row.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace orderhook {

/// The one connection that writes, with its statements prepared. Its thread only.
///
/// Every function but `open` throws SQLite::Exception. The store is then only good for being
/// destroyed: after a failed write nobody knows what the disk has, until the file is opened anew.
class WriteStore {
public:
    [[nodiscard]] static Result<std::unique_ptr<WriteStore>>
    open(const std::filesystem::path& file, DedupeLimits limits, Time now);

    explicit WriteStore(std::unique_ptr<SQLite::Database> database, DedupeLimits limits);

    /// The highest position that was ever given.
    [[nodiscard]] Position last_position() const noexcept { return last_position_; }

    void begin(Time now);

    /// Stores the event, unless it is a duplicate, and adds what it owes to `fresh`.
    [[nodiscard]] Appended append(NewEvent&& event, std::vector<Delivery>& fresh);

    /// Does nothing for a delivery that is not pending, so that it may be called again.
    void settle(const Settlement& settlement);

    /// Everything since `begin` is on the disk when it returns.
    void commit();

    /// The pending deliveries behind that position, in position order.
    [[nodiscard]] std::vector<Delivery> deliveries_behind(Position position);

    /// Counts in the file that it was opened again after a failure: a write that shows that writes
    /// succeed.
    void note_reopening();

    /// How many pages the WAL holds that the file may not.
    [[nodiscard]] int pages_in_wal() const noexcept { return pages_in_wal_; }

    /// Copies the WAL's pages to the file, as far as no reader needs the old ones.
    void checkpoint();

private:
    struct Statements {
        explicit Statements(SQLite::Database& database);
        EventInsert insert_event;
        SQLite::Statement begin, commit, insert_delivery, delete_delivery, upsert_retry,
            delete_retry, insert_attempt, insert_dead_letter, insert_handler, set_last_position,
            checkpoint;
    };

    void load();
    void retry(std::int64_t handler, const Settlement& settlement);
    void bury(std::int64_t handler, const Settlement& settlement);
    void remember_attempt(std::int64_t handler, const Settlement& settlement);
    void deliver(NewEvent&& event, Position position, std::vector<Delivery>& fresh);
    [[nodiscard]] std::int64_t handler_id(const std::string& name);

    std::unique_ptr<SQLite::Database> database_;
    Dedupe dedupe_;
    Statements statements_;
    std::map<std::string, std::int64_t, std::less<>> handlers_;
    Position last_position_ = 0;
    Position stored_position_ = 0;
    int pages_in_wal_ = 0;
};

} // namespace orderhook
