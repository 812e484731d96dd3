#include "journal/sqlite/lane_times.hpp"

#include "journal/sqlite/big_endian.hpp"

#include <algorithm>

namespace orderhook {

namespace {

/// Every bit of the result depends on every bit of the number (the finalizer of MurmurHash3).
std::uint64_t spread(std::uint64_t number) noexcept {
    number = (number ^ number >> 33) * 0xff51'afd7'ed55'8ccdu;
    number = (number ^ number >> 33) * 0xc4ce'b9fe'1a85'ec53u;
    return number ^ number >> 33;
}

} // namespace

Fingerprint lane_fingerprint(Lane lane) noexcept {
    const std::uint64_t first = spread(lane);
    const auto first_half = big_endian(first);
    const auto second_half = big_endian(spread(first + 1));
    Fingerprint fingerprint{};
    const auto middle = std::copy(first_half.begin(), first_half.end(), fingerprint.begin());
    std::copy(second_half.begin(), second_half.end(), middle);
    return fingerprint;
}

void LaneTimes::note(const Fingerprint& lane, Time occurred_at) {
    if (const auto place = lanes_.find(lane)) {
        Time& known = times_[*place - 1];
        known = std::max(known, occurred_at);
    } else {
        times_.push_back(occurred_at);
        lanes_.insert(lane, static_cast<FingerprintTable::Number>(times_.size()));
    }
    newest_ = std::max(newest_.value_or(occurred_at), occurred_at);
}

std::optional<Time> LaneTimes::find(const Fingerprint& lane) const {
    const auto place = lanes_.find(lane);
    if (!place) return std::nullopt;
    return times_[*place - 1];
}

} // namespace orderhook
