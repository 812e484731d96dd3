// One handler's deliveries: which may run next, and what to read from the journal for that.
#pragma once

#include "dispatch/ahead.hpp"
#include "dispatch/lane_state.hpp"
#include "dispatch/window.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <utility>

namespace orderhook {

/// A delivery handed out to be run.
struct Claim {
    Lane lane = 0;
    Position position = 0;
    std::uint32_t attempts = 0; ///< tries before this one
    std::size_t bytes = 0;
    std::shared_ptr<const Event> event;
    std::uint32_t replay = 0;
    std::string damage{}; ///< see Delivery; the lanes know nothing of it
};

/// What follows from an attempt for its lane.
enum class Fate {
    over,   ///< the delivery is finished, and its lane goes on
    again,  ///< it is tried again, and holds its lane until then
    blocks, ///< it is a dead letter and holds its lane until `release`
};

/// Decides; does nothing itself. Within a lane one delivery runs at a time, in position order, each
/// until it is done or dead; a failed one holds its lane, and only its lane.
///
/// Memory is bounded by WindowLimits whatever the journal holds. A cursor moves through the
/// handler's pending deliveries and loads them; those of lanes that are held or full it skips, and
/// remembers only that they are there ("spilled"). They are found again by passes, each of which
/// serves all the lanes that can go on.
///
/// While the cursor is behind, a fresh delivery is taken early when it is certain that its lane has
/// none before it, and else left for the cursor to find. Certain it is once a survey has read the
/// lanes of what lies ahead; see Ahead. Early ones have a share of the window of their own, and
/// claims come from both shares in turns, so that neither fresh deliveries nor a backlog keep the
/// other waiting.
class Lanes {
public:
    struct Scan {
        Position after = 0;
        std::size_t limit = 0;
    };

    explicit Lanes(WindowLimits limits)
        : window_(limits.others()),
          early_(limits.early()),
          ahead_(limits.lanes_ahead) {}

    /// A delivery that was committed just now; in position order.
    void admit(const Delivery& delivery);

    [[nodiscard]] std::optional<Claim> next();
    /// The same, of the lane that `rank` gives the lowest number.
    [[nodiscard]] std::optional<Claim> next(const std::function<std::size_t(Lane)>& rank);

    /// The claim has not run, and can be claimed again.
    void take_back(Claim claim);

    /// The claim has run. `goes_on`: it will hardly be tried again, so the next of its lane may run
    /// before the outcome is final.
    void returned(const Claim& claim, bool goes_on);

    /// The claim's outcome is final. Within a lane reports come in the order of the claims, each
    /// after `returned`. False: it must not be settled, since a delivery before it in the lane has
    /// failed in the meantime (a failed sync turns done into retry); it will run again, after that
    /// one.
    [[nodiscard]] bool report(Lane lane, Position position, Fate fate);

    /// The outcome is durable; `due_at` is the time of its next attempt.
    void settled(Lane lane, Fate fate, Time due_at = {});

    /// Lets the held lanes go on that are due.
    void wake(Time now);
    [[nodiscard]] std::optional<Time> next_due() const;

    /// A dead letter of an earlier run holds its lane. Before the first scan.
    void block(Lane lane, Position dead);
    /// The lane's dead letter is gone, or pending again in its place: the lane goes on with its
    /// first pending delivery.
    void release(Lane lane);
    /// The lanes that wait for `release`.
    [[nodiscard]] const boost::unordered_flat_set<Lane>& blocked() const { return blocked_; }

    /// The scan to make now, if any; then nothing until `scanned` or `scan_failed`.
    [[nodiscard]] std::optional<Scan> start_scan();
    void scanned(const std::vector<PendingDelivery>& rows, Time now);
    void scan_failed() { scan_.reset(); }

    /// The positions to fetch now; then none until `fetched` or `fetch_failed`.
    [[nodiscard]] std::vector<Position> start_fetch();
    void fetched(std::vector<Delivery> deliveries);
    void fetch_failed();

    /// What counts against the limits.
    [[nodiscard]] std::size_t deliveries() const {
        return window_.deliveries() + early_.deliveries();
    }
    [[nodiscard]] std::size_t bytes() const { return window_.bytes() + early_.bytes(); }
    [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }
    /// Whether deliveries wait behind the cursor which does not go on, since so many lanes are held
    /// or at work.
    [[nodiscard]] bool is_full() const { return is_behind_ && has_most_lanes(); }

private:
    using States = boost::unordered_flat_map<Lane, LaneState>;
    using Ready = std::deque<Lane>;

    struct Wanted {
        Position position = 0;
        Lane lane = 0;
    };
    enum class Reading : std::uint8_t { ahead, pass, survey };
    struct RunningScan {
        Scan scan;
        Reading reading = Reading::ahead;
        Position horizon = 0; // all up to here was committed before the scan
    };

    [[nodiscard]] std::optional<Claim> next_of(Ready& ready);
    [[nodiscard]] Claim claim_head(Lane lane, LaneState& state);
    void clear(LaneState& state);
    void hold(Lane lane, LaneState& state, Position first, Time due_at);
    void hold_when_settled(Lane lane, LaneState& state);
    void go_on(Lane lane, LaneState& state);
    void make_ready(Lane lane, const LaneState& state);
    void forget_if_over(Lane lane, const LaneState& state);
    [[nodiscard]] Window& window_of(const LaneState::Loaded& loaded) {
        return loaded.is_early ? early_ : window_;
    }

    bool place(const PendingDelivery& row, const std::shared_ptr<const Event>& event, Time now);
    bool take_early(const PendingDelivery& row, const std::shared_ptr<const Event>& event);
    [[nodiscard]] bool has_room_early() const;
    [[nodiscard]] bool must_spill(const LaneState& state) const;
    void advance(Position position);
    void load(LaneState& state, Position position, bool is_early = false);
    void refill(Lane lane, LaneState& state);
    void look_for_spilled(Lane lane, LaneState& state);
    void search(Lane lane, LaneState& state, bool joins_pass);
    void stop_refill(Lane lane, LaneState& state);
    void load_known();
    void take_spilled(Lane lane, LaneState& state, Position position);
    [[nodiscard]] bool can_read(Reading reading) const;
    [[nodiscard]] Position start_of(Reading reading) const;
    [[nodiscard]] Scan scan_of(Reading reading);
    void scanned_ahead(const RunningScan& ran, const std::vector<PendingDelivery>& rows, Time now);
    void scanned_pass(const RunningScan& ran, const std::vector<PendingDelivery>& rows);
    void surveyed(const RunningScan& ran, const std::vector<PendingDelivery>& rows);
    [[nodiscard]] bool has_most_lanes() const;
    void begin_pass();
    void end_pass(Position horizon);
    [[nodiscard]] std::size_t fetchable() const;
    [[nodiscard]] bool can_free_memory() const;
    void fill(Lane lane, LaneState& state, LaneState::Loaded loaded);
    void drop_vanished(const Wanted& wanted);

    Window window_; // all that is loaded, or claimed and not settled, but for those in early_
    Window early_;  // taken early and not claimed
    Ahead ahead_;
    States lanes_;
    Ready ready_;
    Ready ready_early_;
    bool was_early_ = false; // the last claim
    std::set<std::pair<Time, Lane>> held_;
    boost::unordered_flat_set<Lane> blocked_;

    Position cursor_ = 0;   // every pending delivery up to here is loaded or spilled
    Position newest_ = 0;   // the furthest delivery known to be committed
    bool is_behind_ = true; // there may be pending deliveries behind the cursor
    Position surveyed_ = 0; // how far the survey has come
    std::array<Reading, 3> readings_{Reading::ahead, Reading::pass, Reading::survey}; // by turn
    std::optional<RunningScan> scan_;

    std::deque<Lane> known_;                       // lanes with Refill::known
    std::set<std::pair<Position, Lane>> searched_; // lanes with Refill::searched
    std::uint32_t pass_ = 0;                       // number of the current pass
    Position passed_ = 0;                          // how far it has come
    std::size_t in_pass_ = 0;                      // lanes it still looks for
    bool is_passing_ = false;

    std::deque<Wanted> wanted_;
    std::vector<Wanted> fetching_;
    std::size_t bytes_in_memory_ = 0; // of events, those at work too
    std::size_t at_work_ = 0;         // claims that have not returned
    bool has_fetched_ = false;
};

} // namespace orderhook
