#include "journal/sqlite/write_queue.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace orderhook {

namespace {

// What one commit holds at most: enough to share an fsync, not so much that the first waits long.
constexpr std::size_t max_events = 512;
constexpr std::size_t max_event_bytes = std::size_t{4} << 20;
constexpr std::size_t max_settlements = 8'192;

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

std::optional<Error> WriteQueue::push(AppendOperation& append) {
    std::lock_guard lock(mutex_);
    if (auto refused = refusal()) return refused;
    if (bytes_ + append.bytes > max_bytes_)
        return Error{
            Errc::unavailable,
            std::to_string(bytes_) + " bytes of events wait to be written, at most "
                + std::to_string(max_bytes_) + " may"};
    bytes_ += append.bytes;
    add(append);
    return std::nullopt;
}

std::optional<Error> WriteQueue::push(SettleOperation& settle) {
    std::lock_guard lock(mutex_);
    if (closed_) return closed();
    add(settle);
    return std::nullopt;
}

std::optional<Error> WriteQueue::push(EditOperation& edit) {
    std::lock_guard lock(mutex_);
    if (auto refused = refusal()) return refused;
    add(edit);
    return std::nullopt;
}

template <class Taken> void WriteQueue::add(Taken& operation) {
    waiting_.emplace_back(std::move(operation));
    changed_.notify_one();
}

std::vector<Operation> WriteQueue::take(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, patience, [&] { return closed_ || !waiting_.empty(); });
    GroupBound bound;
    const auto end = std::find_if_not(waiting_.begin(), waiting_.end(), [&](const auto& operation) {
        return bound.admits(operation);
    });
    std::vector<Operation> group(
        std::make_move_iterator(waiting_.begin()),
        std::make_move_iterator(end)
    );
    waiting_.erase(waiting_.begin(), end);
    for (const Operation& operation : group)
        bytes_ -= bytes_of(operation);
    return group;
}

void WriteQueue::put_back(std::vector<Operation>&& group) {
    std::erase_if(group, std::not_fn(outlasts_failure));
    std::lock_guard lock(mutex_);
    waiting_.insert(
        waiting_.begin(),
        std::make_move_iterator(group.begin()),
        std::make_move_iterator(group.end())
    );
}

std::vector<Operation> WriteQueue::refuse(Error reason) {
    std::lock_guard lock(mutex_);
    refusal_ = std::move(reason);
    const auto first = std::stable_partition(waiting_.begin(), waiting_.end(), outlasts_failure);
    std::vector<Operation> refused(
        std::make_move_iterator(first),
        std::make_move_iterator(waiting_.end())
    );
    waiting_.erase(first, waiting_.end());
    bytes_ = 0;
    return refused;
}

void WriteQueue::admit() {
    std::lock_guard lock(mutex_);
    refusal_.reset();
}

bool WriteQueue::wait_closed(Duration patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return closed_; });
}

void WriteQueue::close() {
    {
        std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
}

bool WriteQueue::is_drained() const {
    std::lock_guard lock(mutex_);
    return closed_ && waiting_.empty();
}

Result<void> WriteQueue::status() const {
    std::lock_guard lock(mutex_);
    if (auto refused = refusal()) return tl::unexpected<Error>(std::move(*refused));
    return {};
}

std::optional<Error> WriteQueue::refusal() const {
    if (closed_) return closed();
    return refusal_;
}

} // namespace orderhook
