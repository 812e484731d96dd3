// Forgets what nobody is owed any more and gives its space back.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/retention_limits.hpp"

#include <SQLiteCpp/Statement.h>

#include <optional>
#include <vector>

namespace orderhook {

/// Goes through the events from the oldest to the first that is too young, and on from there when
/// that has come of age. Those it leaves behind, since they are owed or of a kind that is kept
/// longer, it looks at again some minutes later.
///
/// Belongs to the writer's connection, in its transactions. Every function throws
/// SQLite::Exception.
class Retention {
public:
    /// What one step may do, whichever ends first.
    struct Budget {
        std::size_t events = 256; ///< looked at
        Duration time = std::chrono::milliseconds{2};
    };

    Retention(SQLite::Database& database, const RetentionLimits& limits);

    /// Whether there are events to look at now.
    [[nodiscard]] bool is_due(Time now);

    Pruned prune(Time now, const Budget& budget);

    /// Nothing behind it was pruned by the last `prune`.
    [[nodiscard]] Position passed() const noexcept { return passed_; }

    /// Whether free pages should go back to the file system: all of them when the disk is full,
    /// else those that the next events will hardly need.
    [[nodiscard]] bool can_shrink(bool is_disk_full);

    /// Gives some of them back.
    void shrink();

private:
    struct Row {
        Position position = 0;
        Time received_at{};
        Disposition disposition = Disposition::accepted;
    };

    [[nodiscard]] bool is_too_large();
    [[nodiscard]] Duration settled_age() const;
    [[nodiscard]] bool is_young(const Row& row, Time now) const;
    [[nodiscard]] bool may_go(const Row& row, Time now);
    [[nodiscard]] std::vector<Row> next_rows(std::size_t limit);
    void erase(Position event, Pruned& pruned);
    void rest(const std::optional<Row>& young);

    RetentionLimits limits_;
    SQLite::Statement next_, is_owed_, died_at_, erase_event_, erase_attempts_, erase_replays_,
        erase_dead_letters_, pages_, free_pages_, shrink_;
    Position passed_ = 0; // this pass has looked at all up to here
    bool is_too_large_ = false;
    Time next_pass_at_{};
    std::optional<Time> rests_until_;
};

} // namespace orderhook
