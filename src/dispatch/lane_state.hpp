// What Lanes remembers of one lane.
#pragma once

#include "journal/journal.hpp"

#include <algorithm>
#include <list>

namespace orderhook {

/// A lane's deliveries in position order are: those claimed, those in `queue`, those spilled. A
/// spilled delivery is known to the journal only; of all of them the lane remembers where they
/// begin and end, so that a lane costs the same whether one delivery waits behind it or a million.
struct LaneState {
    struct Loaded {
        Position position = 0;
        std::uint32_t attempts = 0;
        std::size_t bytes = 0; // a guess until the event is there
        std::shared_ptr<const Event> event;
        std::uint32_t replay = 0;
        bool is_early = false; // loaded before the cursor came to it
    };

    enum class Phase : std::uint8_t {
        open,
        failed,  // a delivery failed, and not all is settled yet that has to be before it is held
        held,    // waits until due_at
        blocked, // waits for a person to decide about the dead letter at `failed_at`
    };

    enum class Refill : std::uint8_t {
        none,
        known,    // the next spilled position is known: it waits to be fetched
        searched, // it lies somewhere behind first_spilled: a pass looks for it
    };

    std::list<Loaded> queue;
    Position last = 0;          // the furthest delivery known of the lane
    Position first_spilled = 0; // no spilled delivery lies before it; 0 for none at all
    Position failed_at = 0;     // the delivery that made it fail
    Time due_at{};
    std::uint32_t unreported = 0; // claims whose outcome is not final
    std::uint32_t pass = 0;       // the first pass that may look for its deliveries
    Phase phase = Phase::open;
    Refill refill = Refill::none;
    bool exact = false;   // a delivery stands at first_spilled itself
    bool running = false; // a claim has not returned, or is halted
    bool halted = false;  // the claim returned, and the lane waits for its outcome
    bool durable = false; // the failure is settled
    bool blocks = false;  // what failed is a dead letter that keeps its lane

    [[nodiscard]] bool runnable() const {
        return phase == Phase::open && !running && !queue.empty() && queue.front().event;
    }
    [[nodiscard]] bool idle() const { return queue.empty() && !running && unreported == 0; }
    [[nodiscard]] bool forgettable() const {
        return phase == Phase::open && idle() && first_spilled == 0;
    }

    /// The loaded delivery whose event is still missing, or the queue's end.
    [[nodiscard]] auto unfilled(Position position) {
        return std::find_if(queue.begin(), queue.end(), [&](const Loaded& loaded) {
            return loaded.position == position && !loaded.event;
        });
    }

    /// A delivery of the lane that is not loaded.
    void spill(Position position) {
        if (first_spilled == 0) {
            first_spilled = position;
            exact = true;
        }
        last = position;
    }

    /// The spilled delivery at that position, the first one, is spilled no more.
    void unspill(Position position) {
        first_spilled = position < last ? position + 1 : 0;
        exact = first_spilled == last;
    }
};

} // namespace orderhook
