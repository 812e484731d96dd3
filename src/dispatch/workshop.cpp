#include "dispatch/workshop.hpp"

#include "async/thread_name.hpp"

#include <algorithm>
#include <iterator>

namespace orderhook {

namespace {

// While more is queued, outcomes wait for others to share their sync, but no longer than this.
constexpr std::size_t largest_batch = 128;
constexpr Duration longest_wait = std::chrono::milliseconds{5};

Settlement::Verdict verdict_of(const Outcome& outcome) {
    if (std::holds_alternative<Retry>(outcome)) return Settlement::Verdict::retry;
    if (std::holds_alternative<Reject>(outcome)) return Settlement::Verdict::dead;
    return Settlement::Verdict::done;
}

// What a handler does when it is asked runs here, so no lock may be held.
void ask_to_stop(const std::vector<Call>& calls) {
    for (const Call& call : calls)
        std::stop_source(call.stop).request_stop();
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
    for (std::size_t seat = 0; seat < std::min(seats_.size(), slots.size()); ++seat)
        seats_[seat].slot = std::move(slots[seat]);
}

void Workshop::give(std::vector<Claim> claims) {
    {
        const std::lock_guard lock(mutex_);
        for (auto& claim : claims)
            queue_.push_back(std::move(claim));
    }
    changed_.notify_one(); // who takes a claim and sees more of them wakes the next
}

std::vector<Claim> Workshop::take_back() {
    const std::lock_guard lock(mutex_);
    std::vector<Claim> claims(std::move_iterator(queue_.begin()), std::move_iterator(queue_.end()));
    queue_.clear();
    return claims;
}

CallsAtWork Workshop::expire(Time started_by) {
    CallsAtWork at_work;
    {
        const std::lock_guard lock(mutex_);
        at_work.has_queue = !queue_.empty();
        for (auto& [slot, is_taken, call] : seats_) {
            if (!call) continue;
            ++at_work.calls;
            at_work.oldest = std::min(at_work.oldest.value_or(Time::max()), call->started_at);
            if (call->is_overdue) continue;
            if (call->started_at <= started_by) {
                call->is_overdue = true;
                ++overdue_;
                at_work.overdue.push_back(*call);
            } else {
                at_work.on_time = std::min(at_work.on_time.value_or(Time::max()), call->started_at);
            }
        }
    }
    ask_to_stop(at_work.overdue);
    return at_work;
}

std::size_t Workshop::wanted() const { return concurrency_ + std::min(overdue_, concurrency_); }

std::vector<std::size_t> Workshop::hire() {
    const std::lock_guard lock(mutex_);
    std::vector<std::size_t> hired;
    for (std::size_t seat = 0; seat < seats_.size() && taken_ < wanted(); ++seat) {
        if (std::exchange(seats_[seat].is_taken, true)) continue;
        ++taken_;
        hired.push_back(seat);
    }
    return hired;
}

std::size_t Workshop::close() {
    std::vector<Call> calls;
    std::size_t dropped = 0;
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        dropped = queue_.size();
        queue_.clear();
        for (const Seat& seat : seats_)
            if (seat.call) calls.push_back(*seat.call);
    }
    ask_to_stop(calls);
    changed_.notify_all();
    return dropped;
}

void Workshop::abandon() {
    receiver_ = nullptr;
    const std::lock_guard lock(mutex_);
    is_abandoned_ = true;
    changed_.notify_all();
}

void Workshop::work(std::size_t number) {
    name_this_thread(std::string(handler_->name()));
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
    ++waiting_;
    changed_.wait(lock);
    --waiting_;
}

// Who leaves the queue for a while and sees more in it than he took.
void Workshop::wake_another() {
    if (!queue_.empty() && waiting_ > 0) changed_.notify_one();
}

// Measured from the start of the attempt: behind a slow one the next may be slow as well.
bool Workshop::must_sync() const {
    return outbox_.size() >= largest_batch
           || clock_.now() - outbox_.front().started_at >= longest_wait;
}

void Workshop::run_next(Lock& lock, Seat& seat) {
    Claim claim = std::move(queue_.front());
    queue_.pop_front();
    const auto& call =
        seat.call.emplace(Call{claim.event->id, claim.lane, claim.position, clock_.now(), {}});
    const auto stop = call.stop.get_token();
    const Time started_at = call.started_at;
    wake_another();
    lock.unlock();
    seat.slot.enter(claim.position);
    Finished finished = run_attempt(*handler_, decode_, clock_, started_at, stop, std::move(claim));
    seat.slot.leave();
    lock.lock();
    const bool was_overdue = seat.call->is_overdue;
    if (was_overdue) --overdue_;
    seat.call.reset();
    progress_.returned.push_back({finished.claim, verdict_of(finished.outcome), was_overdue});
    outbox_.push_back(std::move(finished));
    announce();
}

void Workshop::sync(Lock& lock) {
    auto batch = std::exchange(outbox_, {});
    is_syncing_ = true;
    wake_another();
    lock.unlock();
    if (const auto synced = run_sync(*handler_); !synced)
        for (auto& finished : batch)
            if (std::holds_alternative<Done>(finished.outcome))
                finished.outcome = Retry{synced.error().message};
    lock.lock();
    is_syncing_ = false;
    std::move(batch.begin(), batch.end(), std::back_inserter(progress_.finished));
    announce();
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
    if (receiver_) receiver_(std::move(progress));
}

} // namespace orderhook
