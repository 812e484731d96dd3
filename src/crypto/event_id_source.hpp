// Where the ids of new events come from.
#pragma once

#include <orderhook/event.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace orderhook {

/// Makes UUIDv7 (RFC 9562), each greater than the one before, also when the clock stands still or
/// goes back. One thread only.
class EventIdSource {
public:
    /// Throws when the operating system has no randomness to give.
    [[nodiscard]] EventId next(Time now);

private:
    [[nodiscard]] std::uint64_t random(std::size_t bytes);
    void start_millisecond(std::uint64_t milliseconds);
    void advance_within_millisecond();

    // The parts of the last id: 48, 12 and 62 bits.
    std::uint64_t milliseconds_ = 0;
    std::uint64_t high_ = 0;
    std::uint64_t low_ = 0;

    std::array<std::uint8_t, 4096> random_{}; // one call of the generator serves many ids
    std::span<const std::uint8_t> unused_;
};

} // namespace orderhook
