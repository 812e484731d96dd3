#include "dispatch/circuit_breaker.hpp"

#include <algorithm>
#include <cmath>

namespace orderhook {

namespace {

constexpr std::size_t most_probed = 100;

} // namespace

CircuitBreaker::CircuitBreaker(BreakerOptions options, std::function<double()> uniform)
    : options_(options),
      uniform_(std::move(uniform)) {}

void CircuitBreaker::record(Lane lane, bool failed, Time now) {
    if (!options_.enabled) return;
    if (is_probing_ && probed_.back() == lane) return probe_ended(failed, now);
    if (is_open_) return; // it started before: its time is over
    count(lane, failed, now);
    if (failed_ >= options_.least_failed && failed_ * 2 > tried_.size()) open(now);
}

void CircuitBreaker::pass_over(Lane lane) {
    if (is_probing_ && probed_.back() == lane) is_probing_ = false;
}

std::optional<Time> CircuitBreaker::next_probe() const {
    if (!is_open_ || is_probing_) return std::nullopt;
    return probe_at_;
}

std::size_t CircuitBreaker::rank(Lane lane) const {
    const auto last = std::find(probed_.rbegin(), probed_.rend(), lane);
    return static_cast<std::size_t>(probed_.rend() - last);
}

void CircuitBreaker::probe(Lane lane) {
    is_probing_ = true;
    probed_.push_back(lane);
    if (probed_.size() > most_probed) probed_.pop_front();
}

void CircuitBreaker::probe_ended(bool failed, Time now) {
    is_probing_ = false;
    if (!failed) return close();
    wait_ = std::min(wait_ * 2, options_.cap);
    probe_at_ = after_wait(now);
}

void CircuitBreaker::count(Lane lane, bool failed, Time now) {
    const auto [known, is_new] = by_lane_.try_emplace(lane);
    if (is_new) {
        known->second = tried_.insert(tried_.end(), Tried{lane, now, failed});
    } else {
        Tried& last = *known->second;
        failed_ -= last.failed ? 1 : 0;
        last.at = now;
        last.failed = failed;
        tried_.splice(tried_.end(), tried_, known->second);
    }
    failed_ += failed ? 1 : 0;
    while (tried_.size() > options_.most_lanes || tried_.front().at + options_.window <= now)
        forget_oldest();
}

void CircuitBreaker::forget_oldest() {
    failed_ -= tried_.front().failed ? 1 : 0;
    by_lane_.erase(tried_.front().lane);
    tried_.pop_front();
}

void CircuitBreaker::open(Time now) {
    is_open_ = true;
    wait_ = options_.first;
    probe_at_ = after_wait(now);
}

void CircuitBreaker::close() {
    is_open_ = false;
    probed_.clear();
    tried_.clear();
    by_lane_.clear();
    failed_ = 0;
}

Time CircuitBreaker::after_wait(Time now) const {
    const auto longest = static_cast<double>(wait_.count());
    return now + Duration{std::llround(longest * (1 + uniform_()) / 2)};
}

} // namespace orderhook
