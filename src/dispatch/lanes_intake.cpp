// The part of Lanes that takes deliveries in, from commits and from the journal.
#include "dispatch/lanes.hpp"

#include <algorithm>

namespace orderhook {

using Phase = LaneState::Phase;

namespace {

constexpr std::size_t largest_fetch = 128;
constexpr std::size_t first_fetch = 8; // nothing is known of the events' sizes yet

} // namespace

void Lanes::admit(const Delivery& delivery) {
    newest_ = std::max(newest_, delivery.position);
    // A scan may have seen the delivery before this call came.
    if (delivery.position <= cursor_) return;
    const PendingDelivery
        row{delivery.position, delivery.lane, delivery.attempts, {}, delivery.replay};
    if (!is_behind_ && place(row, delivery.event, {})) return advance(row.position);
    is_behind_ = true;
    if (!take_early(row, delivery.event)) ahead_.leave(row.lane, row.position);
}

// Loads or spills the next delivery of its lane. False: there is no room.
bool Lanes::place(const PendingDelivery& row, const std::shared_ptr<const Event>& event, Time now) {
    const bool must_wait = row.due_at > now;
    auto found = lanes_.find(row.lane);
    if (found == lanes_.end()) {
        if (lanes_.size() >= window_.limits().lanes) return false;
        if (!must_wait && !window_.has_room()) return false;
        found = lanes_.try_emplace(row.lane).first;
    }

    LaneState& state = found->second;
    if (row.position <= state.last) return true; // known already
    if (must_spill(state)) {
        state.spill(row.position);
    } else if (must_wait && state.idle()) {
        state.last = row.position;
        hold(row.lane, state, row.position, row.due_at);
    } else {
        if (!window_.has_room()) return false;
        load(state, row.position);
        if (event) fill(row.lane, state, {row.position, row.attempts, 0, event, row.replay});
        if (!event) wanted_.push_back({row.position, row.lane});
    }
    return true;
}

// The same for a fresh delivery that the cursor has not come to. What is taken here keeps half of
// the lanes for it.
bool Lanes::take_early(const PendingDelivery& row, const std::shared_ptr<const Event>& event) {
    if (!ahead_.is_clear(row.lane)) return false;
    const auto found = lanes_.find(row.lane);
    const bool is_known = found != lanes_.end();
    if (is_known && must_spill(found->second)) {
        found->second.spill(row.position);
    } else {
        if (!has_room_early()) return false;
        if (!is_known && lanes_.size() >= window_.limits().lanes / 2) return false;
        LaneState& state = lanes_[row.lane];
        load(state, row.position, true);
        fill(row.lane, state, {row.position, row.attempts, 0, event, row.replay});
    }
    ahead_.take(row.lane, row.position);
    return true;
}

bool Lanes::has_room_early() const {
    const auto most = window_.limits().deliveries + early_.limits().deliveries;
    const auto most_bytes = window_.limits().bytes + early_.limits().bytes;
    return early_.has_room() && deliveries() < most && bytes() < most_bytes;
}

bool Lanes::must_spill(const LaneState& state) const {
    return state.phase != Phase::open || state.first_spilled != 0
           || state.queue.size() >= window_.limits().deliveries_of_a_lane;
}

void Lanes::advance(Position position) {
    cursor_ = std::max(cursor_, position);
    ahead_.passed(cursor_);
}

void Lanes::load(LaneState& state, Position position, bool is_early) {
    state.queue.push_back({position, 0, window_.usual_bytes(), nullptr, 0, is_early});
    state.last = std::max(state.last, position);
    window_of(state.queue.back()).add(window_.usual_bytes());
}

std::vector<Position> Lanes::start_fetch() {
    load_known();
    std::vector<Position> positions;
    if (!fetching_.empty()) return positions;
    const auto count = std::min(wanted_.size(), fetchable());
    const auto end = wanted_.begin() + static_cast<std::ptrdiff_t>(count);
    fetching_.assign(wanted_.begin(), end);
    wanted_.erase(wanted_.begin(), end);
    for (const Wanted& wanted : fetching_)
        positions.push_back(wanted.position);
    return positions;
}

// What is loaded was counted by a guess: the events themselves may be larger.
std::size_t Lanes::fetchable() const {
    const auto most = window_.limits().bytes;
    // What is in memory may all stand behind what is not: then one more is needed to go on.
    if (bytes_in_memory_ >= most) return can_free_memory() ? 0 : 1;
    if (!has_fetched_) return first_fetch;
    const auto fitting = (most - bytes_in_memory_) / window_.usual_bytes();
    return std::clamp(fitting, std::size_t{1}, largest_fetch);
}

bool Lanes::can_free_memory() const {
    if (at_work_ > 0) return true;
    const auto runs = [this](Lane lane) {
        const auto found = lanes_.find(lane);
        return found != lanes_.end() && found->second.runnable();
    };
    return std::ranges::any_of(ready_, runs) || std::ranges::any_of(ready_early_, runs);
}

void Lanes::fetched(std::vector<Delivery> deliveries) {
    const auto asked = std::exchange(fetching_, {});
    has_fetched_ = true;
    for (auto& delivery : deliveries) {
        const auto found = lanes_.find(delivery.lane);
        if (found == lanes_.end()) continue;
        fill(
            delivery.lane,
            found->second,
            {delivery.position, delivery.attempts, 0, std::move(delivery.event), delivery.replay}
        );
    }
    for (const Wanted& wanted : asked)
        drop_vanished(wanted);
}

void Lanes::fetch_failed() {
    const auto asked = std::exchange(fetching_, {});
    wanted_.insert(wanted_.begin(), asked.begin(), asked.end());
}

// The place may be gone: the lane was held, and emptied, while the journal was read.
void Lanes::fill(Lane lane, LaneState& state, LaneState::Loaded loaded) {
    const auto place = state.unfilled(loaded.position);
    if (place == state.queue.end()) return;
    loaded.bytes = Window::bytes_of(*loaded.event);
    loaded.is_early = place->is_early;
    window_of(loaded).fetched(place->bytes, loaded.bytes);
    bytes_in_memory_ += loaded.bytes;
    *place = std::move(loaded);
    if (place == state.queue.begin()) make_ready(lane, state);
}

// Settled by another hand than ours, or pruned.
void Lanes::drop_vanished(const Wanted& wanted) {
    const auto found = lanes_.find(wanted.lane);
    if (found == lanes_.end()) return;
    LaneState& state = found->second;
    const auto place = state.unfilled(wanted.position);
    if (place == state.queue.end()) return;

    const bool was_head = place == state.queue.begin();
    window_.remove();
    window_.remove_bytes(place->bytes);
    state.queue.erase(place);
    if (was_head) make_ready(wanted.lane, state);
    refill(wanted.lane, state);
    forget_if_over(wanted.lane, state);
}

} // namespace orderhook
