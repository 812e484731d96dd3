// Whether a handler as a whole works, so that its deliveries do not use up their attempts on it.
#pragma once

#include "journal/journal.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <optional>

namespace orderhook {

struct BreakerOptions {
    bool enabled = true;
    Duration window = std::chrono::seconds{60}; ///< how long an attempt counts
    std::size_t most_lanes = 1000;              ///< of the window: the latest so many count
    std::size_t least_failed = 10;              ///< lanes; with fewer it stays closed
    Duration first = std::chrono::seconds{1};   ///< the longest wait for the first probe
    Duration cap = std::chrono::seconds{60};    ///< where the wait, which doubles, stops growing
};

/// Opens when at least `least_failed` lanes, and over half of those tried within the window, failed
/// at their last attempt. Lanes count and not attempts, so an order that fails however often is one
/// failure and never opens it.
///
/// While it is open nothing is to be tried but probes, one at a time: the first after a wait drawn
/// from the upper half of `first`, each later one after twice as long. A probe that works closes
/// it; then it begins to count anew. Probes go to lanes in turn, so one order that always fails
/// does not keep it open.
class CircuitBreaker {
public:
    /// `uniform` draws from [0, 1).
    CircuitBreaker(BreakerOptions options, std::function<double()> uniform);

    /// An attempt has come back. `failed`: the handler asked for another one or threw; what it
    /// rejected it has understood.
    void record(Lane lane, bool failed, Time now);

    /// The probe in that lane, if one is there, tells nothing about the handler: another may run.
    void pass_over(Lane lane);

    [[nodiscard]] bool is_open() const { return is_open_; }
    /// Whether the next probe may start.
    [[nodiscard]] bool may_probe(Time now) const {
        return is_open_ && !is_probing_ && now >= probe_at_;
    }
    /// While it is open and no probe runs: when the next one may start.
    [[nodiscard]] std::optional<Time> next_probe() const;

    /// The lane to probe is the one with the lowest rank: 0 for one not probed since it opened,
    /// then those whose last probe is the longest ago.
    [[nodiscard]] std::size_t rank(Lane lane) const;
    /// A probe starts in that lane.
    void probe(Lane lane);

private:
    struct Tried {
        Lane lane = 0;
        Time at;
        bool failed = false;
    };

    void probe_ended(bool failed, Time now);
    void count(Lane lane, bool failed, Time now);
    void forget_oldest();
    void open(Time now);
    void close();
    [[nodiscard]] Time after_wait(Time now) const;

    const BreakerOptions options_;
    const std::function<double()> uniform_;
    std::list<Tried> tried_; // one entry a lane, the latest attempt last
    boost::unordered_flat_map<Lane, std::list<Tried>::iterator> by_lane_;
    std::size_t failed_ = 0;

    bool is_open_ = false;
    bool is_probing_ = false;
    Time probe_at_{};
    Duration wait_{};
    std::deque<Lane> probed_; // the latest last
};

} // namespace orderhook
