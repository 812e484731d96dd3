// One handler's deliveries: which may run next, and what to read from the journal for that.
#pragma once

#include "dispatch/lane_state.hpp"
#include "dispatch/window.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <deque>
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
};

/// Decides; does nothing itself. Within a lane one delivery runs at a time, in position order, each
/// until it is done or dead; a failed one holds its lane, and only its lane.
///
/// Memory is bounded by WindowLimits whatever the journal holds. A cursor moves through the
/// handler's pending deliveries and loads them; those of lanes that are held or full it skips, and
/// remembers only that they are there ("spilled"). They are found again by passes, each of which
/// serves all the lanes that can go on. While the cursor is behind, fresh deliveries are left for
/// it to find, and a fresh delivery of a lane with spilled ones is spilled too, so nothing
/// overtakes its own lane.
class Lanes {
public:
    struct Scan {
        Position after = 0;
        std::size_t limit = 0;
    };

    explicit Lanes(WindowLimits limits) : window_(limits) {}

    /// A delivery that was committed just now; in position order.
    void admit(const Delivery& delivery);

    [[nodiscard]] std::optional<Claim> next();

    /// The claim has run. `goes_on`: it will hardly be tried again, so the next of its lane may run
    /// before the outcome is final.
    void returned(const Claim& claim, bool goes_on);

    /// The claim's outcome is final: `failed` if it is tried again. Within a lane reports come in
    /// the order of the claims, each after `returned`. False: it must not be settled, since a
    /// delivery before it in the lane has failed in the meantime (a failed sync turns done into
    /// retry); it will run again, after that one.
    [[nodiscard]] bool report(Lane lane, Position position, bool failed);

    /// The outcome is durable; for a failed delivery with the time of its next attempt.
    void settled(Lane lane, std::optional<Time> due_at);

    /// Lets the held lanes go on that are due.
    void wake(Time now);
    [[nodiscard]] std::optional<Time> next_due() const;

    /// The scan to make now, if any; then nothing until `scanned` or `scan_failed`.
    [[nodiscard]] std::optional<Scan> start_scan();
    void scanned(const std::vector<PendingDelivery>& rows, Time now);
    void scan_failed() { scan_.reset(); }

    /// The positions to fetch now; then none until `fetched` or `fetch_failed`.
    [[nodiscard]] std::vector<Position> start_fetch();
    void fetched(std::vector<Delivery> deliveries);
    void fetch_failed();

    [[nodiscard]] const Window& window() const { return window_; }
    [[nodiscard]] std::size_t lanes() const { return lanes_.size(); }

private:
    using States = boost::unordered_flat_map<Lane, LaneState>;

    struct Wanted {
        Position position = 0;
        Lane lane = 0;
    };
    struct RunningScan {
        Scan scan;
        bool is_pass = false;
        Position horizon = 0; // all up to here was committed before the scan
    };

    void hold(Lane lane, LaneState& state, Position first, Time due_at);
    void hold_when_settled(Lane lane, LaneState& state);
    void go_on(Lane lane, LaneState& state);
    void make_ready(Lane lane, const LaneState& state);
    void forget_if_over(Lane lane, const LaneState& state);

    bool place(const PendingDelivery& row, const std::shared_ptr<const Event>& event, Time now);
    void load(LaneState& state, Position position);
    void refill(Lane lane, LaneState& state);
    void look_for_spilled(Lane lane, LaneState& state);
    void stop_refill(Lane lane, LaneState& state);
    void load_known();
    void take_spilled(Lane lane, LaneState& state, Position position);
    void scanned_ahead(const RunningScan& ran, const std::vector<PendingDelivery>& rows, Time now);
    void scanned_pass(const RunningScan& ran, const std::vector<PendingDelivery>& rows);
    void begin_pass();
    void end_pass(Position horizon);
    void fill(Lane lane, LaneState& state, LaneState::Loaded loaded);
    void drop_vanished(const Wanted& wanted);

    Window window_;
    States lanes_;
    std::deque<Lane> ready_;
    std::set<std::pair<Time, Lane>> held_;

    Position cursor_ = 0;   // every pending delivery up to here is loaded or spilled
    Position newest_ = 0;   // the furthest delivery admitted
    bool is_behind_ = true; // there may be pending deliveries behind the cursor
    bool pass_was_last_ = false;
    std::optional<RunningScan> scan_;

    std::deque<Lane> known_;                       // lanes with Refill::known
    std::set<std::pair<Position, Lane>> searched_; // lanes with Refill::searched
    std::uint32_t pass_ = 0;                       // number of the current pass
    Position passed_ = 0;                          // how far it has come
    std::size_t in_pass_ = 0;                      // lanes it still looks for
    bool is_passing_ = false;

    std::deque<Wanted> wanted_;
    std::vector<Wanted> fetching_;
};

} // namespace orderhook
