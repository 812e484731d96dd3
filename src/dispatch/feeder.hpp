// One handler's side of the dispatcher.
#pragma once

#include "dispatch/dispatch_parts.hpp"
#include "dispatch/handler_options.hpp"
#include "dispatch/overdue_watch.hpp"
#include "dispatch/recovery.hpp"
#include "dispatch/workers.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace orderhook {

/// Brings a handler's deliveries from the journal through its lanes to its workers, and their
/// outcomes to the settler. On the loop only.
class Feeder {
public:
    /// `progressed` is called when a suspected delivery may have become able to run alone, or the
    /// gate to open: after reports of the workers, overdue calls and alarms.
    Feeder(
        HandlerSetup setup,
        std::size_t index,
        const DispatchParts& parts,
        Decode decode,
        RetryPolicy::Uniform uniform,
        std::function<void()> progressed
    );

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Handler& handler() { return workers_.handler(); }

    /// From now on deliveries run, those of earlier runs first; or, when it was paused in an
    /// earlier run, once it is resumed.
    void start(const Backlog& backlog, bool is_paused);

    void admit(const Delivery& delivery);
    void settled(const Settler::Settled& settled);
    /// Claims, reads and reports what follows from the calls of `admit` and `settled` before it.
    void feed();

    /// While it is paused nothing new is claimed; calls at work go on.
    void set_paused(bool is_paused);
    [[nodiscard]] HandlerStatus status();
    /// So many dead letters are left: lanes that are without one go on.
    void recount(std::uint64_t dead);

    /// Whether a suspected delivery waits to run alone.
    [[nodiscard]] bool wants_turn() const {
        if (suspected_.empty() || !may_claim()) return false;
        return !breaker_.is_open() || breaker_.may_probe(parts_.clock.now());
    }
    /// Runs it.
    void run_alone();
    /// Claims that have not started go back to their lanes.
    void take_back();
    [[nodiscard]] bool has_overdue() const { return watch_.overdue() > 0; }

    /// Nothing new is claimed.
    void stop();
    /// Asks attempts at work to stop. What they do not finish is no attempt, and runs after the
    /// next start.
    void interrupt() { workers_.interrupt(); }
    /// Whether all that was claimed has been handed to the settler.
    [[nodiscard]] bool is_idle() const { return at_work_ == 0; }
    /// See Workers.
    void abandon() { workers_.abandon(); }

private:
    void begin(const Recovered& recovered);
    [[nodiscard]] bool may_claim() const {
        return is_running_ && !is_paused_ && !watch_.is_overloaded();
    }
    void claim();
    [[nodiscard]] std::optional<Claim> next();
    [[nodiscard]] std::optional<Claim> next_probe();
    void run(std::vector<Claim> claims);
    void fetch();
    void note_damage(const Delivery& delivery);
    void scan();
    void read_later(const Error& error);
    void set_alarm();
    void count();
    void read_dead_lanes();
    void release(const std::vector<Lane>& asked, const std::vector<DeadLane>& dead);

    void receive(const Progress& progress);
    void interrupted(std::size_t claims);
    void returned(const Returned& one);
    void settle(const Finished& finished);
    void judge(const Finished& finished);
    void judge(Lane lane, bool failed);
    void overdue(const CallsAtWork& late);
    void acquit(Position position);
    [[nodiscard]] Fate fate_of(Settlement::Verdict verdict) const;
    void log_failure(const Finished& finished, const Settlement& settlement) const;

    const std::string name_;
    const std::size_t index_;
    const DispatchParts parts_;
    const RetryPolicy policy_;
    const bool holds_; // lanes, behind dead letters
    const std::function<void()> progressed_;
    Recovery recovery_;
    Lanes lanes_;
    CircuitBreaker breaker_;
    std::map<Position, std::string> damaged_;    // what is damaged
    std::map<Position, std::uint32_t> suspects_; // with how often they crashed alone
    std::vector<Claim> suspected_;               // claims that wait to run alone
    const std::size_t most_at_work_;
    std::size_t at_work_ = 0; // claims without a final outcome, less those suspected
    std::uint64_t pending_ = 0;
    std::uint64_t dead_ = 0;
    std::optional<Time> alarm_;
    std::uint64_t alarms_ = 0; // set so far: only the last one counts
    bool is_running_ = false;
    bool is_stopped_ = false;
    bool is_paused_ = false;
    bool may_read_ = true;
    bool is_read_failing_ = false;
    bool is_full_ = false;
    bool asks_dead_lanes_ = false;
    bool must_ask_again_ = false;
    OverdueWatch watch_;
    // Last, so that nothing it reports to goes before it.
    Workers workers_;
};

} // namespace orderhook
