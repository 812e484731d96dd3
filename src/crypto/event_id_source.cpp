#include "crypto/event_id_source.hpp"

#include <openssl/rand.h>

#include <algorithm>
#include <stdexcept>

namespace orderhook {

namespace {

constexpr std::uint64_t mask_of(int bits) { return (std::uint64_t{1} << bits) - 1; }

std::uint64_t milliseconds_of(Time time) {
    const auto since_epoch =
        std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count();
    return static_cast<std::uint64_t>(std::max<std::int64_t>(since_epoch, 0)) & mask_of(48);
}

void store_big_endian(std::span<std::uint8_t> place, std::uint64_t value) {
    for (std::size_t index = place.size(); index-- > 0; value >>= 8)
        place[index] = static_cast<std::uint8_t>(value & 0xff);
}

} // namespace

EventId EventIdSource::next(Time now) {
    const std::uint64_t milliseconds = milliseconds_of(now);
    if (milliseconds > milliseconds_)
        start_millisecond(milliseconds);
    else
        advance_within_millisecond();

    EventId id;
    const std::span<std::uint8_t> bytes(id.bytes);
    store_big_endian(bytes.first(6), milliseconds_);
    store_big_endian(bytes.subspan(6, 2), std::uint64_t{7} << 12 | high_);
    store_big_endian(bytes.last(8), std::uint64_t{2} << 62 | low_);
    return id;
}

void EventIdSource::start_millisecond(std::uint64_t milliseconds) {
    milliseconds_ = milliseconds;
    high_ = random(2) & mask_of(12);
    low_ = random(8) & mask_of(62);
}

// A random step rather than 1, so that one id does not tell the next.
void EventIdSource::advance_within_millisecond() {
    low_ += random(4) + 1;
    if (low_ <= mask_of(62)) return;
    low_ &= mask_of(62);
    if (++high_ <= mask_of(12)) return;
    start_millisecond(milliseconds_ + 1);
}

std::uint64_t EventIdSource::random(std::size_t bytes) {
    if (unused_.size() < bytes) {
        if (RAND_bytes(random_.data(), static_cast<int>(random_.size())) != 1)
            throw std::runtime_error("no randomness from the operating system");
        unused_ = random_;
    }
    std::uint64_t value = 0;
    for (const std::uint8_t byte : unused_.first(bytes))
        value = value << 8 | byte;
    unused_ = unused_.subspan(bytes);
    return value;
}

} // namespace orderhook
