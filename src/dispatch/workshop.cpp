#include "dispatch/workshop.hpp"

#include <iterator>

namespace orderhook {

namespace {

// While more is queued, outcomes wait for others to share their sync, but no longer than this.
constexpr std::size_t largest_batch = 128;
constexpr Duration longest_wait = std::chrono::milliseconds{5};

} // namespace

Workshop::Workshop(
    std::unique_ptr<Handler> handler,
    Decode decode,
    const Clock& clock,
    Loop& loop,
    Receiver receiver
)
    : handler_(std::move(handler)),
      decode_(std::move(decode)),
      clock_(clock),
      loop_(loop),
      receiver_(std::move(receiver)) {}

void Workshop::give(std::vector<Claim> claims) {
    {
        const std::lock_guard lock(mutex_);
        for (auto& claim : claims)
            queue_.push_back(std::move(claim));
    }
    if (claims.size() == 1)
        changed_.notify_one();
    else
        changed_.notify_all();
}

std::size_t Workshop::close() {
    stop_.request_stop();
    std::size_t dropped = 0;
    {
        const std::lock_guard lock(mutex_);
        is_closed_ = true;
        dropped = queue_.size();
        queue_.clear();
    }
    changed_.notify_all();
    return dropped;
}

void Workshop::abandon() {
    receiver_ = nullptr;
    const std::lock_guard lock(mutex_);
    is_abandoned_ = true;
    changed_.notify_all();
}

void Workshop::work() {
    Lock lock(mutex_);
    while (!is_abandoned_) {
        if (can_sync() && (queue_.empty() || must_sync()))
            sync(lock);
        else if (!queue_.empty())
            run_next(lock);
        else if (is_closed_)
            return; // what is in the outbox is left to the one that syncs now
        else
            changed_.wait(lock);
    }
}

// Measured from the start of the attempt: behind a slow one the next may be slow as well.
bool Workshop::must_sync() const {
    return outbox_.size() >= largest_batch
           || clock_.now() - outbox_.front().started_at >= longest_wait;
}

void Workshop::run_next(Lock& lock) {
    Claim claim = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    Finished finished =
        run_attempt(*handler_, decode_, clock_, stop_.get_token(), std::move(claim));
    lock.lock();
    progress_.returned.push_back({finished.claim, !finished.is_retry()});
    outbox_.push_back(std::move(finished));
    announce();
}

void Workshop::sync(Lock& lock) {
    auto batch = std::exchange(outbox_, {});
    is_syncing_ = true;
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
