// What the worker threads of one handler share, and what each of them does.
#pragma once

#include "async/loop.hpp"
#include "dispatch/attempt.hpp"
#include "dispatch/blame_file.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

namespace orderhook {

/// An attempt that has returned, before its outcome is final.
struct Returned {
    Claim claim;
    Settlement::Verdict verdict{}; ///< what the handler said
    bool was_overdue = false;
};

/// What became of claims since the last time.
struct Progress {
    std::vector<Returned> returned;
    std::vector<Finished> finished; ///< synced, in the order they returned
    std::size_t interrupted = 0;    ///< claims without an outcome: the end of the service cut them
    bool has_overdue_sync_returned = false;
};

/// A call of the handler that has not returned.
struct Call {
    EventId event;
    Lane lane = 0;
    Position position = 0;
    Time started_at;
    std::stop_source stop;
    bool is_overdue = false;
    bool is_interrupted = false; ///< asked to stop before its time, since the service ends
};

/// What the handler is at. A sync is a call as well.
struct CallsAtWork {
    std::vector<Call> overdue;        ///< since the last time it was asked
    std::optional<Time> overdue_sync; ///< likewise; when it started
    std::size_t calls = 0;            ///< overdue ones too
    std::optional<Time> oldest;       ///< when the oldest call started
    std::optional<Time> on_time;      ///< when the oldest one that is not overdue started
    bool has_more = false;            ///< claims wait to be started, or outcomes for a sync

    [[nodiscard]] std::size_t newly_overdue() const {
        return overdue.size() + (overdue_sync ? 1 : 0);
    }
};

/// Claims in, progress out. With Workers the only place of dispatch that has locks.
///
/// Outcomes gather in an outbox, and `Handler::sync` is called once for all that are there, by a
/// worker that finds no other one at it. Since the outbox is taken whole, and one sync ends before
/// the next begins, outcomes come out in the order they went in: that of a delivery never before
/// that of its predecessor in the lane, which returned before the delivery was even claimed.
///
/// A sync that takes time is followed by a rest of several times as long, in which outcomes gather:
/// it writes to a disk that others write to as well, above all the journal.
///
/// The lane goes on as soon as an attempt returned. If the sync for it then fails, what came behind
/// it in its lane has run, or runs, too early; Lanes drops those outcomes and has all of them run
/// again in order, which at-least-once allows.
///
/// Each thread sits in a seat. There are twice `concurrency`: half of them stay free until calls
/// are overdue.
class Workshop : public std::enable_shared_from_this<Workshop> {
public:
    using Receiver = std::function<void(Progress)>;

    /// The most claims that may be without a final outcome: enough to keep fast handlers busy
    /// between two turns of the loop.
    [[nodiscard]] static std::size_t most_claims(std::size_t concurrency) {
        return 256 + concurrency;
    }
    /// One for each seat, then one for each delivery that a sync may be for.
    [[nodiscard]] static std::size_t slots(std::size_t concurrency) {
        return 2 * concurrency + most_claims(concurrency);
    }

    /// `slots` are so many, or none.
    Workshop(
        std::unique_ptr<Handler> handler,
        std::size_t concurrency,
        std::vector<BlameSlot> slots,
        Decode decode,
        const Clock& clock,
        Loop& loop,
        Receiver receiver
    );

    /// The following are for the loop's thread.
    void give(std::vector<Claim> claims);
    /// The claims that have not started, in the order they were given. They will not.
    [[nodiscard]] std::vector<Claim> take_back();
    /// Takes note of the calls that started at that time or before: they are overdue, and are asked
    /// to stop.
    [[nodiscard]] CallsAtWork expire(Time started_by);
    /// The seats to fill with threads now, so that an overdue call costs no concurrency.
    [[nodiscard]] std::vector<std::size_t> hire();
    /// No thread could be had for that seat.
    void vacate(std::size_t seat);
    /// Drops the claims that have not started, and returns how many. Those at work go on.
    [[nodiscard]] std::size_t close();
    /// Asks the calls at work to stop. Those that then fail have no outcome, unless they were
    /// overdue.
    void interrupt();
    /// No progress is received any more, and threads end when their call returns.
    void abandon();
    [[nodiscard]] Handler& handler() { return *handler_; }

    /// What the worker thread in that seat does until it is closed, or is a spare one that is not
    /// needed any more.
    void work(std::size_t seat);

private:
    using Lock = std::unique_lock<std::mutex>;

    struct Seat {
        BlameSlot slot;
        bool is_taken = false;
        std::optional<Call> call;
    };
    struct SyncCall {
        Time started_at;
        bool is_overdue = false;
    };

    [[nodiscard]] std::size_t wanted() const;
    [[nodiscard]] bool is_spare() const { return taken_ > wanted(); }
    [[nodiscard]] bool can_sync() const;
    [[nodiscard]] bool must_sync() const;
    [[nodiscard]] Duration rest_left() const;
    void wait(Lock& lock);
    [[nodiscard]] bool begins_wake_up();
    void unlock_and_wake(Lock& lock);
    void run_next(Lock& lock, Seat& seat);
    void sync(Lock& lock);
    [[nodiscard]] Result<void> sync_for(const std::vector<Finished>& batch);
    void end_sync(Time now);
    void announce();
    void deliver();
    void set_alarm();

    const std::unique_ptr<Handler> handler_;
    const std::size_t concurrency_;
    const Decode decode_;
    const Clock& clock_;
    Loop& loop_;
    Receiver receiver_;                 // used on the loop only
    std::vector<BlameSlot> sync_slots_; // used by the worker that syncs only

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Seat> seats_;
    std::size_t taken_ = 0;
    std::size_t overdue_ = 0;
    std::size_t waiting_ = 0;
    bool is_waking_ = false; // one that waits was woken, and has not come yet
    std::deque<Claim> queue_;
    std::vector<Finished> outbox_;
    Progress progress_;
    std::optional<SyncCall> sync_call_;
    Time synced_at_; // when the last sync ended
    Duration rest_{0};
    bool is_sync_awaited_ = false; // by one that waits while the outbox holds something
    bool has_alarm_ = false;       // used on the loop only
    bool is_announced_ = false;
    bool is_closed_ = false;
    bool is_abandoned_ = false;
};

} // namespace orderhook
