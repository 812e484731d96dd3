// The half of Lanes that decides what is read from the journal.
#include "dispatch/lanes.hpp"

#include <algorithm>
#include <iterator>

namespace orderhook {

using Phase = LaneState::Phase;
using Refill = LaneState::Refill;

namespace {

constexpr std::size_t smallest_scan = 256;
constexpr std::size_t largest_scan = 4096; // its rows keep the loop busy for less than 1 ms
constexpr std::size_t largest_fetch = 128; // sizes are guessed: the window may be exceeded by these

} // namespace

void Lanes::admit(const Delivery& delivery) {
    newest_ = std::max(newest_, delivery.position);
    if (is_behind_) return;
    // A scan may have seen the delivery before this call came.
    if (delivery.position <= cursor_) return;
    const PendingDelivery row{delivery.position, delivery.lane, delivery.attempts, {}};
    is_behind_ = !place(row, delivery.event, {});
}

// Loads or spills the next delivery behind the cursor. False: there is no room, the cursor stays.
bool Lanes::place(const PendingDelivery& row, const std::shared_ptr<const Event>& event, Time now) {
    const bool must_wait = row.due_at > now;
    auto found = lanes_.find(row.lane);
    if (found == lanes_.end()) {
        if (lanes_.size() >= window_.limits().lanes) return false;
        if (!must_wait && !window_.has_room()) return false;
        found = lanes_.try_emplace(row.lane).first;
    }

    LaneState& state = found->second;
    const bool is_full = state.queue.size() >= window_.limits().deliveries_of_a_lane;
    if (state.phase != Phase::open || state.first_spilled != 0 || is_full) {
        state.spill(row.position);
    } else if (must_wait && state.idle()) {
        state.last = row.position;
        hold(row.lane, state, row.position, row.due_at);
    } else {
        if (!window_.has_room()) return false;
        load(state, row.position);
        if (event) fill(row.lane, state, {row.position, row.attempts, 0, event});
        if (!event) wanted_.push_back({row.position, row.lane});
    }
    cursor_ = row.position;
    return true;
}

void Lanes::load(LaneState& state, Position position) {
    state.queue.push_back({position, 0, window_.usual_bytes(), nullptr});
    state.last = std::max(state.last, position);
    window_.add(window_.usual_bytes());
}

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
    state.refill = Refill::searched;
    searched_.emplace(state.first_spilled, lane);
    // A pass that is beyond the lane's first delivery would find a later one before it.
    const bool is_ahead = is_passing_ && state.first_spilled > passed_;
    state.pass = is_ahead ? pass_ : pass_ + 1;
    if (is_ahead) ++in_pass_;
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
    load(state, position);
    wanted_.push_back({position, lane});
}

std::optional<Lanes::Scan> Lanes::start_scan() {
    if (scan_ || !window_.has_much_room()) return std::nullopt;
    const auto most_lanes = window_.limits().lanes;
    const bool can_advance = is_behind_ && lanes_.size() < most_lanes - most_lanes / 16;
    if (!can_advance && searched_.empty()) return std::nullopt;

    // In turns, so that neither a busy lane nor a long backlog keeps the other waiting.
    const bool is_pass = !searched_.empty() && !(can_advance && pass_was_last_);
    if (is_pass && (!is_passing_ || in_pass_ == 0)) begin_pass();
    pass_was_last_ = is_pass;

    const auto room = window_.limits().deliveries - window_.deliveries();
    const Scan scan{is_pass ? passed_ : cursor_, std::clamp(room, smallest_scan, largest_scan)};
    scan_ = RunningScan{scan, is_pass, is_pass ? cursor_ : newest_};
    return scan;
}

void Lanes::scanned(const std::vector<PendingDelivery>& rows, Time now) {
    const RunningScan ran = *std::exchange(scan_, std::nullopt);
    if (ran.is_pass)
        scanned_pass(ran, rows);
    else
        scanned_ahead(ran, rows, now);
}

void Lanes::scanned_ahead(
    const RunningScan& ran,
    const std::vector<PendingDelivery>& rows,
    Time now
) {
    for (const auto& row : rows)
        if (!place(row, nullptr, now)) return;
    if (rows.size() == ran.scan.limit) return;
    // What was admitted while the scan ran was left for the cursor: it may lie further on.
    cursor_ = std::max(cursor_, ran.horizon);
    is_behind_ = newest_ > cursor_;
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

std::vector<Position> Lanes::start_fetch() {
    load_known();
    std::vector<Position> positions;
    if (!fetching_.empty()) return positions;
    const auto count = std::min(wanted_.size(), largest_fetch);
    const auto end = wanted_.begin() + static_cast<std::ptrdiff_t>(count);
    fetching_.assign(wanted_.begin(), end);
    wanted_.erase(wanted_.begin(), end);
    for (const Wanted& wanted : fetching_)
        positions.push_back(wanted.position);
    return positions;
}

void Lanes::fetched(std::vector<Delivery> deliveries) {
    const auto asked = std::exchange(fetching_, {});
    for (auto& delivery : deliveries) {
        const auto found = lanes_.find(delivery.lane);
        if (found == lanes_.end()) continue;
        fill(
            delivery.lane,
            found->second,
            {delivery.position, delivery.attempts, 0, std::move(delivery.event)}
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
    window_.fetched(place->bytes, loaded.bytes);
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
