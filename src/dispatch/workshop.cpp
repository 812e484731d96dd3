#include "dispatch/workshop.hpp"

#include "async/background_thread.hpp"
#include "async/thread_name.hpp"

#include <algorithm>
#include <iterator>

namespace orderhook {

namespace {

// While more is queued, outcomes wait for others to share their sync, but no longer than this if a
// worker is free by then. While nothing is queued, they wait for the end of the rest.
constexpr std::size_t largest_batch = 128;
constexpr Duration longest_wait = std::chrono::milliseconds{5};

// The rest after a sync, in terms of what the sync took.
constexpr int rest_per_sync = 16;
constexpr Duration longest_rest = std::chrono::milliseconds{10};

Settlement::Verdict verdict_of(const Outcome& outcome) {
    if (std::holds_alternative<Retry>(outcome)) return Settlement::Verdict::retry;
    if (std::holds_alternative<Reject>(outcome)) return Settlement::Verdict::dead;
    return Settlement::Verdict::done;
}

} // namespace

Workshop::Workshop(
    std::unique_ptr<Handler> handler,
    std::size_t concurrency,
    std::vector<BlameSlot> slots,
    Decode decode,
    const Clock& clock,
    Loop& loop,
    Receiver receiver
)
    : handler_(std::move(handler)),
      concurrency_(concurrency),
      decode_(std::move(decode)),
      clock_(clock),
      loop_(loop),
      receiver_(std::move(receiver)),
      seats_(2 * concurrency) {
    for (std::size_t slot = 0; slot < slots.size(); ++slot)
        (slot < seats_.size() ? seats_[slot].slot : sync_slots_.emplace_back()) =
            std::move(slots[slot]);
}

void Workshop::give(std::vector<Claim> claims) {
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        for (auto& claim : claims)
            queue_.push_back(std::move(claim));
        wakes = begins_wake_up();
    }
    if (wakes) changed_.notify_one();
}

std::vector<Claim> Workshop::take_back() {
    const std::lock_guard lock(mutex_);
    std::vector<Claim> claims(std::move_iterator(queue_.begin()), std::move_iterator(queue_.end()));
    queue_.clear();
    return claims;
}

void Workshop::work(std::size_t number) {
    name_this_thread(std::string(handler_->name()));
    make_this_thread_background();
    Seat& seat = seats_[number];
    Lock lock(mutex_);
    while (!is_abandoned_) {
        // What is in the outbox of a closed one is left to the worker that syncs now.
        if (can_sync() && (queue_.empty() || must_sync() || is_spare()))
            sync(lock);
        else if (is_spare() || (queue_.empty() && is_closed_))
            break;
        else if (queue_.empty())
            wait(lock);
        else
            run_next(lock, seat);
    }
    seat.is_taken = false;
    --taken_;
    changed_.notify_one(); // what woke this one may have been meant for another
}

void Workshop::wait(Lock& lock) {
    if (!outbox_.empty()) {
        is_sync_awaited_ = true;
        if (!sync_call_) announce(); // which sets the alarm
    }
    ++waiting_;
    changed_.wait(lock);
    --waiting_;
    is_waking_ = false;
}

// Whether who leaves the queue for a while, and sees more in it than he took, wakes another. One at
// a time is on its way, and wakes the next in turn: calls are often shorter than that way.
bool Workshop::begins_wake_up() {
    return !queue_.empty() && waiting_ > 0 && !std::exchange(is_waking_, true);
}

// Wakes after it has unlocked, or the other would at once have to wait again.
void Workshop::unlock_and_wake(Lock& lock) {
    const bool wakes = begins_wake_up();
    lock.unlock();
    if (wakes) changed_.notify_one();
}

bool Workshop::can_sync() const {
    if (outbox_.empty() || sync_call_) return false;
    return must_sync() || rest_left() <= Duration{0};
}

Duration Workshop::rest_left() const {
    const Duration rested = clock_.now() - synced_at_;
    const bool was_set_back = rested < Duration{0};
    return is_closed_ || was_set_back ? Duration{0} : rest_ - rested;
}

// Measured from the start of the attempt: behind a slow one the next may be slow as well.
bool Workshop::must_sync() const {
    return outbox_.size() >= largest_batch
           || (!queue_.empty() && clock_.now() - outbox_.front().started_at >= longest_wait);
}

void Workshop::run_next(Lock& lock, Seat& seat) {
    Claim claim = std::move(queue_.front());
    queue_.pop_front();
    const auto& call =
        seat.call.emplace(Call{claim.event->id, claim.lane, claim.position, clock_.now(), {}});
    const auto stop = call.stop.get_token();
    const Time started_at = call.started_at;
    unlock_and_wake(lock);
    seat.slot.enter(claim.position);
    Finished finished = run_attempt(*handler_, decode_, clock_, started_at, stop, std::move(claim));
    seat.slot.leave();
    lock.lock();
    const bool was_overdue = seat.call->is_overdue;
    const bool was_interrupted = seat.call->is_interrupted;
    if (was_overdue) --overdue_;
    seat.call.reset();
    progress_.returned.push_back({finished.claim, verdict_of(finished.outcome), was_overdue});
    // Not the handler failed, we did not let it finish.
    if (was_interrupted && finished.is_retry())
        ++progress_.interrupted;
    else
        outbox_.push_back(std::move(finished));
    announce();
}

void Workshop::sync(Lock& lock) {
    auto batch = std::exchange(outbox_, {});
    sync_call_ = SyncCall{clock_.now()};
    is_sync_awaited_ = false;
    unlock_and_wake(lock);
    if (const auto synced = sync_for(batch); !synced)
        for (auto& finished : batch)
            if (std::holds_alternative<Done>(finished.outcome)) {
                finished.outcome = Retry{synced.error().message};
                finished.was_called = true;
            }
    const Time ended_at = clock_.now();
    lock.lock();
    end_sync(ended_at);
    std::move(batch.begin(), batch.end(), std::back_inserter(progress_.finished));
    batch.clear();
    if (outbox_.empty()) outbox_.swap(batch); // its memory serves again
    announce();
}

// If it ends the process, any of them may be why.
Result<void> Workshop::sync_for(const std::vector<Finished>& batch) {
    const std::size_t blamed = std::min(batch.size(), sync_slots_.size());
    for (std::size_t one = 0; one < blamed; ++one)
        sync_slots_[one].enter(batch[one].claim.position);
    auto synced = run_sync(*handler_);
    for (std::size_t one = 0; one < blamed; ++one)
        sync_slots_[one].leave();
    return synced;
}

void Workshop::end_sync(Time now) {
    const auto [started_at, was_overdue] = *std::exchange(sync_call_, std::nullopt);
    if (was_overdue) {
        --overdue_;
        progress_.has_overdue_sync_returned = true;
    }
    synced_at_ = now;
    rest_ = std::min(rest_per_sync * (now - started_at), longest_rest);
}

// One task on the loop takes all the progress that is there when it runs.
void Workshop::announce() {
    if (std::exchange(is_announced_, true) || is_abandoned_) return;
    loop_.post([self = shared_from_this()] { self->deliver(); });
}

void Workshop::deliver() {
    Progress progress;
    {
        const std::lock_guard lock(mutex_);
        progress = std::exchange(progress_, {});
        is_announced_ = false;
    }
    set_alarm();
    if (receiver_) receiver_(std::move(progress));
}

// Who waits for the end of a rest is woken by an alarm on the loop. While somebody syncs, there
// will be progress, and with it another call of this.
void Workshop::set_alarm() {
    if (has_alarm_) return;
    Duration left{0};
    {
        const std::lock_guard lock(mutex_);
        if (!is_sync_awaited_ || sync_call_) return;
        left = rest_left();
    }
    if (left <= Duration{0}) return changed_.notify_one();
    has_alarm_ = true;
    loop_.after(left, [self = shared_from_this()] {
        self->has_alarm_ = false;
        self->set_alarm(); // another sync may have begun another rest
    });
}

} // namespace orderhook
