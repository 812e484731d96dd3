// The events of one bucket, as they are stored.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/fingerprint.hpp"

#include <orderhook/event.hpp>
#include <orderhook/time.hpp>

#include <SQLiteCpp/Statement.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace SQLite {
class Database;
} // namespace SQLite

namespace orderhook {

/// The vendor's time of an event that may make later ones of its lane late.
struct LaneTime {
    Lane lane = 0;
    Time occurred_at{};
};

/// What is known of an event that was stored.
struct RecentEvent {
    Fingerprint key{};
    Fingerprint body{};
    EventId event;
    std::string quarantine_reason;
    std::optional<LaneTime> time; ///< of an accepted one
};

/// The table `recent_<bucket>`: each row holds some events that came one after the other, under
/// the number of the first; they are numbered from 1. What is added is written with the next
/// `save`: a row for each event would cost a commit half of what the event itself does.
///
/// The form of a row is stored, and written by schema step 4: if it changes, that needs a copy of
/// the old one. What is damaged is not known any more; the log says so.
///
/// In transactions of the caller. Every function throws SQLite::Exception.
class RecentRows {
public:
    using Number = std::uint32_t;

    /// Unsaved, they are worth a row.
    static constexpr std::size_t enough_for_a_row = 128;

    static void create(SQLite::Database& database, std::int64_t bucket);
    [[nodiscard]] static std::string table(std::int64_t bucket);

    /// Looks it up among those that are saved.
    [[nodiscard]] static std::optional<RecentEvent>
    find(SQLite::Database& database, std::int64_t bucket, std::uint64_t number);

    RecentRows(SQLite::Database& database, std::int64_t bucket);

    /// Calls it with the number of each event that is saved, in their order. Comes before `add`.
    void load(const std::function<void(Number, const RecentEvent&)>& visit);

    /// Returns its number.
    Number add(const RecentEvent& event);
    [[nodiscard]] std::optional<RecentEvent> find(Number number) const;

    /// How many were added since the last `save`.
    [[nodiscard]] std::size_t unsaved() const noexcept { return unsaved_; }
    void save();

private:
    [[nodiscard]] Number first_unsaved() const { return next_ - static_cast<Number>(unsaved_); }

    SQLite::Database& database_;
    const std::int64_t bucket_;
    SQLite::Statement insert_;
    Number next_ = 1;
    std::size_t unsaved_ = 0;
    std::string packed_; // what is not saved, as it will be
};

} // namespace orderhook
