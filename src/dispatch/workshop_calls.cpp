// The part of Workshop that looks after the calls at work.
#include "dispatch/workshop.hpp"

#include <algorithm>

namespace orderhook {

namespace {

// What a handler does when it is asked runs here, so no lock may be held.
void ask_to_stop(const std::vector<Call>& calls) {
    for (const Call& call : calls)
        std::stop_source(call.stop).request_stop();
}

} // namespace

CallsAtWork Workshop::expire(Time started_by) {
    CallsAtWork at_work;
    const auto becomes_overdue = [&](auto& call) {
        ++at_work.calls;
        at_work.oldest = std::min(at_work.oldest.value_or(Time::max()), call.started_at);
        if (call.is_overdue) return false;
        call.is_overdue = call.started_at <= started_by;
        if (call.is_overdue)
            ++overdue_;
        else
            at_work.on_time = std::min(at_work.on_time.value_or(Time::max()), call.started_at);
        return call.is_overdue;
    };
    {
        const std::lock_guard lock(mutex_);
        at_work.has_more = !queue_.empty() || !outbox_.empty();
        for (auto& seat : seats_)
            if (seat.call && becomes_overdue(*seat.call)) at_work.overdue.push_back(*seat.call);
        if (sync_call_ && becomes_overdue(*sync_call_))
            at_work.overdue_sync = sync_call_->started_at;
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

void Workshop::vacate(std::size_t seat) {
    const std::lock_guard lock(mutex_);
    seats_[seat].is_taken = false;
    --taken_;
}

std::size_t Workshop::close() {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    const auto dropped = queue_.size();
    queue_.clear();
    changed_.notify_all();
    return dropped;
}

void Workshop::interrupt() {
    std::vector<Call> calls;
    {
        const std::lock_guard lock(mutex_);
        for (Seat& seat : seats_) {
            if (!seat.call) continue;
            seat.call->is_interrupted = !seat.call->is_overdue;
            calls.push_back(*seat.call);
        }
    }
    ask_to_stop(calls);
}

void Workshop::abandon() {
    receiver_ = nullptr;
    const std::lock_guard lock(mutex_);
    is_abandoned_ = true;
    changed_.notify_all();
}

} // namespace orderhook
