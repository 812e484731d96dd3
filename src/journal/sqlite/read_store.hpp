// What the reader asks the file.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/record_store.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <filesystem>
#include <string>
#include <vector>

namespace orderhook {

/// A connection that only reads, with its statements prepared. Every function throws
/// SQLite::Exception. One thread at a time.
class ReadStore {
public:
    explicit ReadStore(const std::filesystem::path& file);

    /// The handler's pending deliveries behind `after`, up to and with `last`.
    [[nodiscard]] std::vector<PendingDelivery>
    scan(const std::string& handler, Position after, Position last, std::size_t limit);

    /// An event of which only the start can be read makes a damaged delivery, and no exception.
    [[nodiscard]] std::vector<Delivery>
    fetch(const std::string& handler, std::vector<Position> positions);

    [[nodiscard]] std::vector<Backlog> backlog();

    [[nodiscard]] RecordStore& records() noexcept { return records_; }
    [[nodiscard]] std::vector<DeadLane> dead_lanes(const std::string& handler);
    [[nodiscard]] std::vector<std::string> paused_handlers();

private:
    [[nodiscard]] std::optional<Delivery> fetch_one(const std::string& handler, Position position);
    [[nodiscard]] std::optional<Delivery>
    fetch_damaged(const std::string& handler, Position position, const std::string& damage);

    SQLite::Database database_;
    SQLite::Statement scan_;
    SQLite::Statement fetch_;
    SQLite::Statement fetch_damaged_;
    SQLite::Statement backlog_;
    SQLite::Statement dead_lanes_;
    SQLite::Statement paused_handlers_;
    RecordStore records_;
};

} // namespace orderhook
