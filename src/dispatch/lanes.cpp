#include "dispatch/lanes.hpp"

#include <cassert>

namespace orderhook {

using Phase = LaneState::Phase;

std::optional<Claim> Lanes::next() {
    while (!ready_.empty()) {
        const Lane lane = ready_.front();
        ready_.pop_front();
        const auto found = lanes_.find(lane);
        if (found == lanes_.end() || !found->second.runnable()) continue;

        LaneState& state = found->second;
        auto& head = state.queue.front();
        Claim claim{lane, head.position, head.attempts, head.bytes, std::move(head.event)};
        state.queue.pop_front();
        state.running = true;
        ++state.unreported;
        // Behind a delivery that has failed before nothing may be needed for long.
        if (claim.attempts == 0) refill(lane, state);
        return claim;
    }
    return std::nullopt;
}

void Lanes::returned(const Claim& claim, bool goes_on) {
    window_.remove_bytes(claim.bytes);
    LaneState& state = lanes_.at(claim.lane);
    state.halted = !goes_on;
    if (goes_on) go_on(claim.lane, state);
}

void Lanes::go_on(Lane lane, LaneState& state) {
    state.running = false;
    state.halted = false;
    make_ready(lane, state);
    refill(lane, state);
}

bool Lanes::report(Lane lane, Position position, bool failed) {
    LaneState& state = lanes_.at(lane);
    assert(state.unreported > 0);
    --state.unreported;

    if (state.phase == Phase::failed) {
        window_.remove();
        hold_when_settled(lane, state);
        return false;
    }
    if (failed) {
        stop_refill(lane, state);
        state.phase = Phase::failed;
        state.failed = position;
        state.durable = false;
        return true;
    }
    // It did not succeed, but is not tried again either.
    if (state.halted && state.unreported == 0) go_on(lane, state);
    forget_if_over(lane, state);
    return true;
}

void Lanes::settled(Lane lane, std::optional<Time> due_at) {
    window_.remove();
    if (!due_at) return;
    LaneState& state = lanes_.at(lane);
    state.due_at = *due_at;
    state.durable = true;
    hold_when_settled(lane, state);
}

// What ran behind the failed delivery before its failure was known is still to be reported, and
// would otherwise be taken for the outcome of its next attempt.
void Lanes::hold_when_settled(Lane lane, LaneState& state) {
    if (state.durable && state.unreported == 0) hold(lane, state, state.failed, state.due_at);
}

// A held lane keeps nothing in memory: it may wait for minutes, and others could use the room.
void Lanes::hold(Lane lane, LaneState& state, Position first, Time due_at) {
    for (const auto& loaded : state.queue) {
        window_.remove();
        window_.remove_bytes(loaded.bytes);
    }
    state.queue.clear();
    state.first_spilled = first;
    state.exact = true;
    state.running = false;
    state.halted = false;
    state.phase = Phase::held;
    state.due_at = due_at;
    held_.emplace(due_at, lane);
}

void Lanes::wake(Time now) {
    while (!held_.empty() && held_.begin()->first <= now) {
        const Lane lane = held_.begin()->second;
        held_.erase(held_.begin());
        LaneState& state = lanes_.at(lane);
        state.phase = Phase::open;
        refill(lane, state);
    }
}

std::optional<Time> Lanes::next_due() const {
    if (held_.empty()) return std::nullopt;
    return held_.begin()->first;
}

void Lanes::make_ready(Lane lane, const LaneState& state) {
    if (state.runnable()) ready_.push_back(lane);
}

void Lanes::forget_if_over(Lane lane, const LaneState& state) {
    if (state.forgettable()) lanes_.erase(lane);
}

} // namespace orderhook
