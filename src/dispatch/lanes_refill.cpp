// The part of Lanes that decides what is read from the journal, and when.
#include "dispatch/lanes.hpp"

#include <algorithm>
#include <iterator>

namespace orderhook {

using Phase = LaneState::Phase;
using Refill = LaneState::Refill;

namespace {

constexpr std::size_t smallest_scan = 256;

} // namespace

// Has the lane's next spilled deliveries loaded, once half of what it may load has run.
void Lanes::refill(Lane lane, LaneState& state) {
    const auto most = window_.limits().deliveries_of_a_lane;
    if (state.queue.size() <= most / 2) look_for_spilled(lane, state);
}

void Lanes::look_for_spilled(Lane lane, LaneState& state) {
    if (state.phase != Phase::open || state.first_spilled == 0) return;
    if (state.refill != Refill::none) return;

    if (state.exact) {
        state.refill = Refill::known;
        known_.push_back(lane);
        return;
    }
    // A pass that is beyond the lane's first delivery would find a later one before it.
    search(lane, state, is_passing_ && state.first_spilled > passed_);
}

void Lanes::search(Lane lane, LaneState& state, bool joins_pass) {
    state.refill = Refill::searched;
    searched_.emplace(state.first_spilled, lane);
    state.pass = joins_pass ? pass_ : pass_ + 1;
    if (joins_pass) ++in_pass_;
}

void Lanes::stop_refill(Lane lane, LaneState& state) {
    if (state.refill == Refill::searched) {
        searched_.erase({state.first_spilled, lane});
        if (is_passing_ && state.pass <= pass_) --in_pass_;
    }
    state.refill = Refill::none; // what known_ still says of the lane is then ignored
}

void Lanes::load_known() {
    while (!known_.empty() && window_.has_room()) {
        const Lane lane = known_.front();
        known_.pop_front();
        const auto found = lanes_.find(lane);
        if (found == lanes_.end() || found->second.refill != Refill::known) continue;

        LaneState& state = found->second;
        take_spilled(lane, state, state.first_spilled);
    }
}

// Loads the lane's first spilled delivery, which stands at that position.
void Lanes::take_spilled(Lane lane, LaneState& state, Position position) {
    stop_refill(lane, state);
    state.unspill(position);
    if (position > cursor_) ahead_.take(lane, position);
    load(state, position);
    wanted_.push_back({position, lane});
}

bool Lanes::has_most_lanes() const {
    const auto most = window_.limits().lanes;
    return lanes_.size() >= most - most / 16;
}

bool Lanes::can_read(Reading reading) const {
    switch (reading) {
    case Reading::ahead:
        return is_behind_ && window_.has_much_room() && !has_most_lanes();
    case Reading::pass:
        return !searched_.empty() && window_.has_much_room();
    case Reading::survey:
        return is_behind_ && !ahead_.is_surveyed();
    }
    return false;
}

Position Lanes::start_of(Reading reading) const {
    if (reading == Reading::pass) return passed_;
    return reading == Reading::ahead ? cursor_ : std::max(cursor_, surveyed_);
}

std::optional<Lanes::Scan> Lanes::start_scan() {
    if (scan_) return std::nullopt;
    // In turns, so that neither a busy lane nor a long backlog keeps the other waiting.
    for (std::size_t turn = 0; turn < readings_.size(); ++turn) {
        std::rotate(readings_.begin(), readings_.begin() + 1, readings_.end());
        if (can_read(readings_.back())) return scan_of(readings_.back());
    }
    return std::nullopt;
}

Lanes::Scan Lanes::scan_of(Reading reading) {
    if (reading == Reading::pass && (!is_passing_ || in_pass_ == 0)) begin_pass();
    const auto most = window_.limits().scan;
    const auto least = std::min(smallest_scan, most);
    const auto rows = reading == Reading::survey ? most : std::clamp(window_.room(), least, most);
    scan_ = RunningScan{{start_of(reading), rows}, reading, std::max(cursor_, newest_)};
    return scan_->scan;
}

void Lanes::scanned(const std::vector<PendingDelivery>& rows, Time now) {
    const RunningScan ran = *std::exchange(scan_, std::nullopt);
    switch (ran.reading) {
    case Reading::ahead:
        return scanned_ahead(ran, rows, now);
    case Reading::pass:
        return scanned_pass(ran, rows);
    case Reading::survey:
        return surveyed(ran, rows);
    }
}

void Lanes::scanned_ahead(
    const RunningScan& ran,
    const std::vector<PendingDelivery>& rows,
    Time now
) {
    for (const auto& row : rows) {
        if (!ahead_.is_taken(row.lane, row.position) && !place(row, nullptr, now)) return;
        advance(row.position);
    }
    if (rows.size() == ran.scan.limit) return;
    // What was admitted while the scan ran was left for the cursor: it may lie further on.
    advance(ran.horizon);
    is_behind_ = newest_ > cursor_;
    if (!is_behind_) ahead_.clear();
}

void Lanes::surveyed(const RunningScan& ran, const std::vector<PendingDelivery>& rows) {
    for (const auto& row : rows)
        ahead_.leave(row.lane, row.position);
    if (!rows.empty()) surveyed_ = rows.back().position;
    if (rows.size() < ran.scan.limit) ahead_.surveyed();
}

void Lanes::scanned_pass(const RunningScan& ran, const std::vector<PendingDelivery>& rows) {
    for (const auto& row : rows) {
        const auto found = lanes_.find(row.lane);
        passed_ = row.position;
        if (found == lanes_.end()) continue;
        LaneState& state = found->second;
        if (state.refill != Refill::searched || state.pass > pass_) continue;
        if (row.position < state.first_spilled) continue;
        if (!window_.has_room()) {
            passed_ = row.position - 1;
            return;
        }
        take_spilled(row.lane, state, row.position);
        const auto most = window_.limits().deliveries_of_a_lane;
        if (state.queue.size() < most) look_for_spilled(row.lane, state);
    }
    if (rows.size() < ran.scan.limit) end_pass(ran.horizon);
}

void Lanes::begin_pass() {
    ++pass_;
    passed_ = searched_.begin()->first - 1;
    in_pass_ = searched_.size();
    is_passing_ = true;
}

// The pass has seen all that is pending up to the horizon: what it did not find is there no more.
void Lanes::end_pass(Position horizon) {
    is_passing_ = false;
    std::vector<Lane> over;
    for (const auto& [first, lane] : searched_) {
        const LaneState& state = lanes_.at(lane);
        if (state.pass <= pass_ && state.last <= horizon) over.push_back(lane);
    }
    for (const Lane lane : over) {
        LaneState& state = lanes_.at(lane);
        stop_refill(lane, state);
        state.first_spilled = 0;
        forget_if_over(lane, state);
    }
}

} // namespace orderhook
