// What is known of the deliveries that a handler's cursor has not reached.
#pragma once

#include "journal/journal.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>

namespace orderhook {

/// Tells whether a fresh delivery may run before the cursor has come to it: only when it is certain
/// that its lane has no delivery in between. Of each lane it remembers the last delivery that is
/// left to the cursor and the last one taken ahead of it; when there are too many lanes for that,
/// nothing is certain until the cursor has passed what could not be remembered.
class Ahead {
public:
    explicit Ahead(std::size_t most_lanes) : most_lanes_(most_lanes) {}

    /// The cursor stands at that position, and everything up to there is behind it.
    void passed(Position cursor) { cursor_ = std::max(cursor_, cursor); }
    /// Nothing is ahead of the cursor.
    void clear();

    /// A delivery ahead of the cursor is left to it.
    void leave(Lane lane, Position position);
    /// A fresh delivery is taken before the cursor comes to it. Needs `is_clear`.
    void take(Lane lane, Position position);

    /// Whether a fresh delivery of that lane has none of its lane between the cursor and itself
    /// that was not taken, and can be remembered as taken.
    [[nodiscard]] bool is_clear(Lane lane);
    /// Whether the cursor may pass over that delivery, since it was taken.
    [[nodiscard]] bool is_taken(Lane lane, Position position) const;

    /// What earlier runs left is read once from the journal, row by row; until then nothing is
    /// certain.
    [[nodiscard]] bool is_surveyed() const { return is_surveyed_; }
    void surveyed() { is_surveyed_ = true; }

    [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }

private:
    struct Furthest {
        Position left = 0;
        Position taken = 0;
    };

    [[nodiscard]] bool has_room();

    const std::size_t most_lanes_;
    boost::unordered_flat_map<Lane, Furthest> lanes_;
    Position cursor_ = 0;
    Position newest_ = 0;    // the furthest delivery remembered
    Position forgotten_ = 0; // the furthest one that could not be
    Position swept_ = 0;     // the furthest one at the last sweep
    bool is_surveyed_ = false;
};

} // namespace orderhook
