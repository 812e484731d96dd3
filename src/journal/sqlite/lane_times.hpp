// The newest vendor's time of each lane, in memory.
#pragma once

#include "journal/journal.hpp"
#include "journal/sqlite/fingerprint_table.hpp"

#include <optional>
#include <vector>

namespace orderhook {

/// The lane as a key: its bits spread evenly, since those of similar order keys are similar.
/// Stored: how it is made never changes.
[[nodiscard]] Fingerprint lane_fingerprint(Lane lane) noexcept;

class LaneTimes {
public:
    /// Keeps the later one of this time and that which is known of the lane.
    void note(const Fingerprint& lane, Time occurred_at);

    [[nodiscard]] std::optional<Time> find(const Fingerprint& lane) const;

    /// See FingerprintTable.
    void prefetch(const Fingerprint& lane) const noexcept { lanes_.prefetch(lane); }

    /// The latest of all.
    [[nodiscard]] const std::optional<Time>& newest() const noexcept { return newest_; }

    [[nodiscard]] std::size_t size() const noexcept { return lanes_.size(); }

    /// See FingerprintTable.
    [[nodiscard]] std::vector<FingerprintTable::Slot>
    beginning_with(std::uint64_t prefix, int bits) const {
        return lanes_.beginning_with(prefix, bits);
    }
    [[nodiscard]] Time time_of(const FingerprintTable::Slot& slot) const {
        return times_[slot.number - 1];
    }

private:
    FingerprintTable lanes_; // to places in times_, counted from 1
    std::vector<Time> times_;
    std::optional<Time> newest_;
};

} // namespace orderhook
