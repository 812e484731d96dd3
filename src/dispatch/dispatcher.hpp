// Runs every handler on the deliveries it is owed.
#pragma once

#include "dispatch/feeder.hpp"

#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

namespace orderhook {

/// All calls come from the loop's thread, and all answers go there. What is borrowed outlives it,
/// and it outlives the last task that the loop runs.
class Dispatcher {
public:
    /// `blame` has slots for `staff_of(handlers)`; without one, nobody is blamed when the process
    /// ends.
    Dispatcher(
        Loop& loop,
        Journal& journal,
        const Clock& clock,
        Metrics& metrics,
        const Decode& decode,
        std::vector<HandlerSetup> handlers,
        std::shared_ptr<BlameFile> blame = nullptr
    );
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    /// Opens the handlers, then reads what earlier runs left and begins to run it, but for handlers
    /// that are paused. Deliveries of handlers that are not configured stay where they are, with a
    /// warning. Errors: those of Handler::open, with the handler's name, and `unavailable` when the
    /// journal cannot be read.
    void start(std::function<void(Result<void>)> answer);

    /// Takes what Journal::on_committed gives.
    void committed(const std::vector<Delivery>& deliveries);

    /// Has the handlers reopen their files.
    void reopen();

    /// Of a paused handler nothing new is claimed until it is resumed, through restarts too; calls
    /// at work go on, and appends too. Has its effect at once, and answers when that is durable.
    /// Errors: not_found; unavailable before the start is answered, when it has no effect, and when
    /// the journal cannot keep it, so that a restart may take it back.
    void set_paused(std::string handler, bool is_paused, Journal::Answer<std::monostate> answer);

    /// Dead letters or parked deliveries may have been replayed, discarded, freed or pruned: counts
    /// them again. Where `on_dead_head` is hold, the lanes that are without a dead letter now go on
    /// with their first pending delivery; a replayed one runs at the lane's tail.
    void recount();

    /// All handlers, in the order of the configuration, then those that are not configured any more
    /// while something is parked or dead.
    [[nodiscard]] std::vector<HandlerStatus> status() const;

    /// How long a stop waits for attempts: so long for them to finish, then to stop when asked.
    struct Grace {
        Duration to_finish{};
        Duration to_stop{};
    };

    /// Starts nothing more, and answers once the outcomes of running attempts are durable, or when
    /// the grace is over, with the number of handlers that have a call which did not return.
    /// When there are any, their threads are left behind, and the process must end by
    /// std::quick_exit: see Workers::abandon. What has no durable outcome runs again after the next
    /// start.
    void stop(Grace grace, std::function<void(std::size_t stuck)> done);

private:
    [[nodiscard]] Result<void> open_handlers();
    void load(const std::vector<Backlog>& backlog, const std::vector<std::string>& paused);
    void recounted(const std::vector<Backlog>& backlog);
    void count_parked(const Backlog& owed);
    void settled(const std::vector<Settler::Settled>& batch);
    void feed(const std::vector<bool>& touched);
    void progressed();
    void take_turns();
    [[nodiscard]] AloneTurn::Step next_step();
    void interrupt();
    void say_that_suspects_wait() const;
    void finish_if_idle();
    void finish();

    static constexpr Duration recount_again_after = std::chrono::seconds{1};

    Loop& loop_;
    Journal& journal_;
    Metrics& metrics_;
    std::mt19937_64 random_{std::random_device{}()};
    Settler settler_;
    AloneTurn turn_;
    bool suspects_wait_ = false;       // for a call past its timeout
    std::shared_ptr<BlameFile> blame_; // shared with threads that may be stuck in a call
    std::vector<std::unique_ptr<Feeder>> feeders_;
    std::unordered_map<std::string_view, std::size_t> by_name_;
    std::map<std::string, Backlog> parked_; // of handlers that are not configured
    bool is_loaded_ = false;
    bool is_recounting_ = false;
    bool must_recount_ = false;                    // asked for while the journal counted
    bool is_count_old_ = false;                    // a delivery has died while the journal counted
    Duration recount_after_ = recount_again_after; // of an old count
    bool is_stopping_ = false;
    std::function<void(std::size_t)> stopped_; // until it is answered
};

/// The workers that each handler has at most.
[[nodiscard]] std::vector<BlameFile::Staff> staff_of(const std::vector<HandlerSetup>& handlers);

} // namespace orderhook
