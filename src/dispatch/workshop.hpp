// What the worker threads of one handler share, and what each of them does.
#pragma once

#include "async/loop.hpp"
#include "dispatch/attempt.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace orderhook {

/// An attempt that has returned, before its outcome is final.
struct Returned {
    Claim claim;
    bool goes_on = false; ///< done or rejected: its lane need not wait for the outcome
};

/// What became of claims since the last time.
struct Progress {
    std::vector<Returned> returned;
    std::vector<Finished> finished; ///< synced, in the order they returned
};

/// Claims in, progress out. With Workers the only place of dispatch that has locks.
///
/// Outcomes gather in an outbox, and `Handler::sync` is called once for all that are there, by a
/// worker that finds no other one at it. Since the outbox is taken whole, and one sync ends before
/// the next begins, outcomes come out in the order they went in: that of a delivery never before
/// that of its predecessor in the lane, which returned before the delivery was even claimed.
///
/// The lane goes on as soon as an attempt returned. If the sync for it then fails, what came behind
/// it in its lane has run, or runs, too early; Lanes drops those outcomes and has all of them run
/// again in order, which at-least-once allows.
class Workshop : public std::enable_shared_from_this<Workshop> {
public:
    using Receiver = std::function<void(Progress)>;

    Workshop(
        std::unique_ptr<Handler> handler,
        Decode decode,
        const Clock& clock,
        Loop& loop,
        Receiver receiver
    );

    /// The following are for the loop's thread.
    void give(std::vector<Claim> claims);
    /// Asks running attempts to stop and drops the claims that have not started. Returns how many.
    [[nodiscard]] std::size_t close();
    /// No progress is received any more, and threads end when their call returns.
    void abandon();
    [[nodiscard]] Handler& handler() { return *handler_; }

    /// What a worker thread does until it is closed.
    void work();

private:
    using Lock = std::unique_lock<std::mutex>;

    [[nodiscard]] bool can_sync() const { return !outbox_.empty() && !is_syncing_; }
    [[nodiscard]] bool must_sync() const;
    void run_next(Lock& lock);
    void sync(Lock& lock);
    void announce();
    void deliver();

    const std::unique_ptr<Handler> handler_;
    const Decode decode_;
    const Clock& clock_;
    Loop& loop_;
    Receiver receiver_; // used on the loop only
    std::stop_source stop_;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Claim> queue_;
    std::vector<Finished> outbox_;
    Progress progress_;
    bool is_syncing_ = false;
    bool is_announced_ = false;
    bool is_closed_ = false;
    bool is_abandoned_ = false;
};

} // namespace orderhook
