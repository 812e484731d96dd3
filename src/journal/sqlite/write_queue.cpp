#include "journal/sqlite/write_queue.hpp"

#include <algorithm>
#include <cassert>
#include <string>
#include <utility>

namespace orderhook {

namespace {

// What one commit holds at most: enough to share an fsync, not so much that the first waits long.
constexpr std::size_t max_events = 512;
constexpr std::size_t max_event_bytes = std::size_t{4} << 20;
constexpr std::size_t max_settlements = 8'192;

// How long settlements wait for an append to share its commit, when there was one just before.
constexpr std::chrono::milliseconds time_to_gather{2};

class GroupBound {
public:
    /// Whether the operation still fits, which the first one always does.
    bool admits(const Operation& operation) {
        if (const auto* append = std::get_if<AppendOperation>(&operation)) {
            ++events_;
            bytes_ += append->bytes;
        } else if (const auto* settle = std::get_if<SettleOperation>(&operation)) {
            settlements_ += settle->batch.size();
        } else {
            bytes_ += max_event_bytes;
        }
        const bool is_first = std::exchange(is_first_, false);
        return is_first
               || (events_ <= max_events && bytes_ <= max_event_bytes
                   && settlements_ <= max_settlements);
    }

private:
    std::size_t events_ = 0;
    std::size_t bytes_ = 0;
    std::size_t settlements_ = 0;
    bool is_first_ = true;
};

std::size_t bytes_of(const Operation& operation) {
    const auto* append = std::get_if<AppendOperation>(&operation);
    return append == nullptr ? 0 : append->bytes;
}

Error closed() { return {Errc::unavailable, "the journal is closed"}; }

} // namespace

Operations refusable_of(Operations& operations) {
    Operations refusable;
    for (auto next = operations.begin(); next != operations.end();) {
        const auto operation = next++;
        if (outlasts_failure(*operation)) continue;
        refusable.splice(refusable.end(), operations, operation);
    }
    return refusable;
}

// The node of the list is the caller's work, and not made under the lock.
std::optional<Error> WriteQueue::push(Operations& one) {
    const Operation& operation = one.front();
    bool wakes = false;
    {
        const std::lock_guard lock(mutex_);
        if (auto refused = refusal_of(operation)) return refused;
        bytes_ += bytes_of(operation);
        waiting_.splice(waiting_.end(), one);
        if (!is_gathering_ || !outlasts_failure(operation)) wakes = !std::exchange(is_due_, true);
    }
    if (wakes) changed_.notify_one();
    return std::nullopt;
}

std::optional<Error> WriteQueue::refusal_of(const Operation& operation) const {
    if (outlasts_failure(operation)) return closed_ ? std::optional(closed()) : std::nullopt;
    if (auto refused = refusal()) return refused;
    if (bytes_ + bytes_of(operation) <= max_bytes_) return std::nullopt;
    return Error{
        Errc::unavailable,
        std::to_string(bytes_) + " bytes of events wait to be written, at most "
            + std::to_string(max_bytes_) + " may"};
}

Operations WriteQueue::take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    if (is_gathering_) wait(lock, time_to_gather);
    is_gathering_ = false;
    if (waiting_.empty()) wait(lock, patience);
    return take_group();
}

void WriteQueue::wait(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience) {
    changed_.wait_for(lock, patience, [&] { return closed_ || is_due_; });
}

Operations WriteQueue::take_group() {
    GroupBound bound;
    const auto end = std::find_if_not(waiting_.begin(), waiting_.end(), [&](const auto& operation) {
        return bound.admits(operation);
    });
    Operations group;
    group.splice(group.end(), waiting_, waiting_.begin(), end);
    is_due_ = !waiting_.empty();
    for (const Operation& operation : group) {
        bytes_ -= bytes_of(operation);
        is_gathering_ = is_gathering_ || std::holds_alternative<AppendOperation>(operation);
    }
    return group;
}

void WriteQueue::put_back(Operations settlements) {
    assert(std::all_of(settlements.begin(), settlements.end(), outlasts_failure));
    std::lock_guard lock(mutex_);
    waiting_.splice(waiting_.begin(), settlements);
    is_due_ = !waiting_.empty();
}

Operations WriteQueue::refuse(Error reason) {
    std::lock_guard lock(mutex_);
    refusal_ = std::move(reason);
    may_refuse_ = true;
    bytes_ = 0;
    return refusable_of(waiting_);
}

void WriteQueue::admit() {
    std::lock_guard lock(mutex_);
    refusal_.reset();
    may_refuse_ = closed_;
}

bool WriteQueue::wait_closed(Duration patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return closed_; });
}

void WriteQueue::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
        may_refuse_ = true;
    }
    changed_.notify_one();
}

bool WriteQueue::is_drained() const {
    std::lock_guard lock(mutex_);
    return closed_ && waiting_.empty();
}

Result<void> WriteQueue::status() const {
    if (!may_refuse_) return {};
    const std::lock_guard lock(mutex_);
    if (auto refused = refusal()) return tl::unexpected<Error>(std::move(*refused));
    return {};
}

std::optional<Error> WriteQueue::refusal() const {
    if (closed_) return closed();
    return refusal_;
}

} // namespace orderhook
