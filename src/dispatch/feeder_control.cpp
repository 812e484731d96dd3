// The part of Feeder that others steer and look at.
#include "dispatch/feeder.hpp"
#include "log/log.hpp"

#include <algorithm>

namespace orderhook {

namespace {

constexpr Duration ask_again_after = std::chrono::seconds{1};

} // namespace

void Feeder::set_paused(bool is_paused) {
    if (is_paused_ == is_paused) return;
    is_paused_ = is_paused;
    parts_.metrics.paused(name_, is_paused);
    log::info(is_paused ? "handler is paused" : "handler is resumed", {{"handler", name_}});
    if (is_paused)
        take_back();
    else
        feed();
}

HandlerStatus Feeder::status() {
    const auto at_work = workers_.expire(Time::min()); // only looks
    using State = HandlerStatus::State;
    HandlerStatus status;
    status.name = name_;
    status.state = is_paused_               ? State::paused
                   : watch_.is_overloaded() ? State::overloaded
                   : breaker_.is_open()     ? State::open_circuit
                                            : State::running;
    status.pending = pending_;
    status.dead = dead_;
    status.held_lanes = lanes_.blocked().size();
    status.at_work = at_work.calls;
    status.overdue = watch_.overdue();
    status.running_since = at_work.oldest;
    return status;
}

void Feeder::take_back() {
    auto claims = workers_.take_back();
    at_work_ -= claims.size();
    std::for_each(claims.rbegin(), claims.rend(), [this](Claim& claim) {
        breaker_.pass_over(claim.lane);
        lanes_.take_back(std::move(claim));
    });
    if (holds_) read_dead_lanes(); // see settle
}

// Those that crashed least come first: whoever ends the process time and again is met last, and
// nobody is blamed for it, or for a kill from outside, on his way there.
void Feeder::run_alone() {
    const auto crashes = [this](const Claim& claim) { return suspects_.at(claim.position); };
    const auto next = std::ranges::min_element(suspected_, {}, crashes);
    std::vector<Claim> claims;
    claims.push_back(std::move(*next));
    suspected_.erase(next);
    if (breaker_.is_open()) breaker_.probe(claims.front().lane);
    run(std::move(claims));
}

void Feeder::recount(std::uint64_t dead) {
    dead_ = dead;
    count();
    if (holds_) read_dead_lanes();
}

// One at a time: an answer must not be older than the last release.
void Feeder::read_dead_lanes() {
    if (lanes_.blocked().empty()) return;
    if (asks_dead_lanes_) {
        must_ask_again_ = true;
        return;
    }
    asks_dead_lanes_ = true;
    must_ask_again_ = false;
    std::vector<Lane> asked(lanes_.blocked().begin(), lanes_.blocked().end());
    const auto answered = [this, asked](const Result<std::vector<DeadLane>>& dead) {
        asks_dead_lanes_ = false;
        if (!dead) return parts_.loop.after(ask_again_after, [this] { read_dead_lanes(); });
        release(asked, *dead);
        if (must_ask_again_) read_dead_lanes();
    };
    parts_.journal.dead_lanes(name_, answered);
}

// Only lanes that were held when the journal was asked: of others it may not have known yet.
void Feeder::release(const std::vector<Lane>& asked, const std::vector<DeadLane>& dead) {
    boost::unordered_flat_set<Lane> still_dead;
    for (const DeadLane& one : dead)
        still_dead.insert(one.lane);
    for (const Lane lane : asked)
        if (!still_dead.contains(lane)) lanes_.release(lane);
    feed();
}

void Feeder::stop() {
    is_running_ = false;
    is_stopped_ = true;
    at_work_ -= workers_.close();
}

} // namespace orderhook
