#include "dispatch/lanes.hpp"

#include <algorithm>
#include <cassert>

namespace orderhook {

using Phase = LaneState::Phase;

std::optional<Claim> Lanes::next() {
    Ready& first = was_early_ ? ready_ : ready_early_;
    Ready& second = was_early_ ? ready_early_ : ready_;
    auto claim = next_of(first);
    return claim ? claim : next_of(second);
}

std::optional<Claim> Lanes::next_of(Ready& ready) {
    while (!ready.empty()) {
        const Lane lane = ready.front();
        ready.pop_front();
        const auto found = lanes_.find(lane);
        if (found == lanes_.end() || !found->second.runnable()) continue;
        return claim_head(lane, found->second);
    }
    return std::nullopt;
}

// Lanes that were not claimed for their rank stay, and those that cannot run any more go: an open
// circuit may last for days.
std::optional<Claim> Lanes::next(const std::function<std::size_t(Lane)>& rank) {
    struct Place {
        std::size_t rank = 0;
        Ready* ready = nullptr;
        Ready::iterator at;
    };
    std::optional<Place> lowest;
    const auto is_stale = [this](Lane lane) {
        const auto found = lanes_.find(lane);
        return found == lanes_.end() || !found->second.runnable();
    };
    for (Ready* ready : {&ready_early_, &ready_}) {
        while (!ready->empty() && is_stale(ready->front()))
            ready->pop_front();
        for (auto at = ready->begin(); at != ready->end(); ++at) {
            if (is_stale(*at)) continue;
            const std::size_t its = rank(*at);
            if (!lowest || its < lowest->rank) lowest = Place{its, ready, at};
            if (lowest->rank == 0) break;
        }
    }
    if (!lowest) return std::nullopt;
    const Lane lane = *lowest->at;
    lowest->ready->erase(lowest->at);
    return claim_head(lane, lanes_.at(lane));
}

Claim Lanes::claim_head(Lane lane, LaneState& state) {
    auto& head = state.queue.front();
    was_early_ = head.is_early;
    if (head.is_early) {
        early_.remove();
        early_.remove_bytes(head.bytes);
        window_.add(head.bytes);
    }
    Claim claim{lane, head.position, head.attempts, head.bytes, std::move(head.event), head.replay};
    state.queue.pop_front();
    state.running = true;
    ++state.unreported;
    ++at_work_;
    // Behind a delivery that has failed before nothing may be needed for long.
    if (claim.attempts == 0) refill(lane, state);
    return claim;
}

void Lanes::take_back(Claim claim) {
    LaneState& state = lanes_.at(claim.lane);
    assert(state.unreported > 0);
    --state.unreported;
    --at_work_;
    state.running = false;
    state.queue.push_front(
        {claim.position, claim.attempts, claim.bytes, std::move(claim.event), claim.replay}
    );
    if (state.phase == Phase::failed) return hold_when_settled(claim.lane, state);
    ready_.push_front(claim.lane);
}

void Lanes::returned(const Claim& claim, bool goes_on) {
    window_.remove_bytes(claim.bytes);
    bytes_in_memory_ -= claim.bytes;
    --at_work_;
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

bool Lanes::report(Lane lane, Position position, Fate fate) {
    LaneState& state = lanes_.at(lane);
    assert(state.unreported > 0);
    --state.unreported;

    if (state.phase == Phase::failed) {
        window_.remove();
        hold_when_settled(lane, state);
        return false;
    }
    if (fate != Fate::over) {
        stop_refill(lane, state);
        state.phase = Phase::failed;
        state.failed_at = position;
        state.durable = false;
        state.blocks = fate == Fate::blocks;
        return true;
    }
    // It did not succeed, but is not tried again either.
    if (state.halted && state.unreported == 0) go_on(lane, state);
    forget_if_over(lane, state);
    return true;
}

void Lanes::settled(Lane lane, Fate fate, Time due_at) {
    window_.remove();
    if (fate == Fate::over) return;
    LaneState& state = lanes_.at(lane);
    state.due_at = due_at;
    state.durable = true;
    hold_when_settled(lane, state);
}

// What ran behind the failed delivery before its failure was known is still to be reported, and
// would otherwise be taken for the outcome of its next attempt.
void Lanes::hold_when_settled(Lane lane, LaneState& state) {
    if (!state.durable || state.unreported > 0) return;
    if (!state.blocks) return hold(lane, state, state.failed_at, state.due_at);
    clear(state);
    state.phase = Phase::blocked;
    blocked_.insert(lane);
}

// A held lane keeps nothing in memory: it may wait for minutes, and others could use the room.
void Lanes::clear(LaneState& state) {
    for (const auto& loaded : state.queue) {
        window_of(loaded).remove();
        window_of(loaded).remove_bytes(loaded.bytes);
        if (loaded.event) bytes_in_memory_ -= loaded.bytes;
    }
    state.queue.clear();
    state.running = false;
    state.halted = false;
}

void Lanes::hold(Lane lane, LaneState& state, Position first, Time due_at) {
    clear(state);
    state.first_spilled = first;
    state.exact = true;
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

void Lanes::block(Lane lane, Position dead) {
    const auto [state, is_new] = lanes_.try_emplace(lane);
    assert(is_new);
    (void)is_new;
    state->second.phase = Phase::blocked;
    state->second.failed_at = dead;
    newest_ = std::max(newest_, dead); // it was committed: a pass need not wait for it
    blocked_.insert(lane);
}

void Lanes::release(Lane lane) {
    if (blocked_.erase(lane) == 0) return;
    LaneState& state = lanes_.at(lane);
    state.phase = Phase::open;
    // Before the dead letter of an earlier run the cursor may still have some to find.
    const Position first = std::min(state.failed_at, cursor_ + 1);
    state.first_spilled = state.first_spilled == 0 ? first : std::min(first, state.first_spilled);
    state.last = std::max(state.last, state.failed_at);
    state.exact = false;
    // The scan under way may have read before the dead letter was made pending again.
    search(lane, state, false);
}

void Lanes::make_ready(Lane lane, const LaneState& state) {
    if (!state.runnable()) return;
    (state.queue.front().is_early ? ready_early_ : ready_).push_back(lane);
}

void Lanes::forget_if_over(Lane lane, const LaneState& state) {
    if (state.forgettable()) lanes_.erase(lane);
}

} // namespace orderhook
