#include "journal/sqlite/retention.hpp"

#include "journal/sqlite/binding.hpp"
#include "journal/sqlite/database_file.hpp"
#include "journal/sqlite/event_row.hpp"

#include <algorithm>

namespace orderhook {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr Duration pass_interval = std::chrono::minutes{10};

// Free pages that stay in the file: moving them costs more than the next events' use of them.
constexpr std::int64_t least_spare_pages = 4'096;
constexpr std::int64_t spare_share = 8;

std::int64_t answer_of(SQLite::Statement& question) {
    question.reset();
    const std::int64_t answer = question.executeStep() ? question.getColumn(0).getInt64() : 0;
    question.reset();
    return answer;
}

int run(SQLite::Statement& statement, Position event) {
    statement.reset();
    bind_number(statement, 1, event);
    return statement.exec();
}

} // namespace

Retention::Retention(SQLite::Database& database, const RetentionLimits& limits)
    : limits_(limits),
      next_(
          database,
          "SELECT position, received_at, disposition FROM events WHERE position > ?1"
          " ORDER BY position LIMIT ?2"
      ),
      is_owed_(
          database,
          "SELECT EXISTS (SELECT 1 FROM handlers h JOIN deliveries d"
          "  ON d.handler = h.id AND d.position = ?1)"
          " OR EXISTS (SELECT 1 FROM replays r JOIN deliveries d"
          "  ON d.handler = r.handler AND d.position = r.position WHERE r.event = ?1)"
      ),
      died_at_(database, "SELECT max(died_at) FROM dead_letters WHERE event = ?1"),
      erase_event_(database, "DELETE FROM events WHERE position = ?1"),
      erase_attempts_(database, "DELETE FROM attempts WHERE event = ?1"),
      erase_replays_(database, "DELETE FROM replays WHERE event = ?1"),
      erase_dead_letters_(database, "DELETE FROM dead_letters WHERE event = ?1"),
      pages_(database, "PRAGMA page_count"),
      free_pages_(database, "PRAGMA freelist_count"),
      shrink_(database, "PRAGMA incremental_vacuum(64)") {}

bool Retention::is_due(Time now) {
    if (!rests_until_ || now >= *rests_until_) return true;
    return !is_too_large_ && is_too_large();
}

Pruned Retention::prune(Time now, const Budget& budget) {
    const auto end = SteadyClock::now() + budget.time;
    const bool has_finished = passed_ == 0 || rests_until_;
    if (has_finished && now >= next_pass_at_) {
        passed_ = 0;
        next_pass_at_ = now + pass_interval;
    }
    rests_until_.reset();
    is_too_large_ = is_too_large();

    Pruned pruned;
    std::optional<Row> young; // the first of those at the end
    const auto rows = next_rows(budget.events);
    for (const Row& row : rows) {
        if (is_young(row, now)) {
            if (!young) young = row;
            continue;
        }
        young.reset();
        passed_ = row.position;
        if (may_go(row, now)) {
            erase(row.position, pruned);
            is_too_large_ = is_too_large();
        }
        if (SteadyClock::now() >= end) return pruned;
    }
    if (young || rows.size() < budget.events) rest(young);
    return pruned;
}

void Retention::rest(const std::optional<Row>& young) {
    rests_until_ = next_pass_at_;
    if (!young) return;
    const Duration least = std::min(limits_.settled, limits_.quarantined);
    rests_until_ = std::min(*rests_until_, young->received_at + least);
}

std::vector<Retention::Row> Retention::next_rows(std::size_t limit) {
    next_.reset();
    bind_number(next_, 1, passed_);
    bind_number(next_, 2, limit);
    std::vector<Row> rows;
    while (next_.executeStep())
        rows.push_back(
            {number_in(next_.getColumn(0)),
             time_in(next_.getColumn(1)),
             disposition_in(next_.getColumn(2))}
        );
    next_.reset();
    return rows;
}

Duration Retention::settled_age() const { return is_too_large_ ? Duration{0} : limits_.settled; }

bool Retention::is_young(const Row& row, Time now) const {
    return row.received_at + std::min(settled_age(), limits_.quarantined) > now;
}

bool Retention::may_go(const Row& row, Time now) {
    const bool is_accepted = row.disposition == Disposition::accepted;
    if (row.received_at + (is_accepted ? settled_age() : limits_.quarantined) > now) return false;
    is_owed_.reset();
    bind_number(is_owed_, 1, row.position);
    if (answer_of(is_owed_) != 0) return false;

    died_at_.reset();
    bind_number(died_at_, 1, row.position);
    const std::int64_t died_at = answer_of(died_at_);
    return died_at == 0 || Time{Duration{died_at}} + limits_.dead_letters <= now;
}

void Retention::erase(Position event, Pruned& pruned) {
    run(erase_attempts_, event);
    run(erase_replays_, event);
    pruned.dead_letters += static_cast<std::size_t>(run(erase_dead_letters_, event));
    pruned.events += static_cast<std::size_t>(run(erase_event_, event));
}

bool Retention::is_too_large() {
    if (limits_.max_size == 0) return false;
    const std::int64_t used = answer_of(pages_) - answer_of(free_pages_);
    return static_cast<std::uint64_t>(used * page_size) > limits_.max_size;
}

bool Retention::can_shrink(bool is_disk_full) {
    const std::int64_t spare =
        is_disk_full ? 0 : std::max(least_spare_pages, answer_of(pages_) / spare_share);
    return answer_of(free_pages_) > spare;
}

void Retention::shrink() {
    shrink_.reset();
    while (shrink_.executeStep())
        continue;
    shrink_.reset();
}

} // namespace orderhook
