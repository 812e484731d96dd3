// Fingerprints in memory, each with a number.
#pragma once

#include "journal/sqlite/fingerprint.hpp"
#include "journal/sqlite/prefetch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace orderhook {

/// A hash table of 20 bytes a slot, at most half full.
class FingerprintTable {
public:
    using Number = std::uint32_t;
    struct Slot {
        Fingerprint key{};
        Number number = 0; ///< 0: empty
    };

    FingerprintTable();

    /// Neither is the key in it already, nor the number 0.
    void insert(const Fingerprint& key, Number number);
    [[nodiscard]] std::optional<Number> find(const Fingerprint& key) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

    /// Begins to fetch what `find` will look at, so that it does not wait for the memory.
    void prefetch(const Fingerprint& key) const noexcept {
        orderhook::prefetch(&slots_[place_of(leading_bits(key))]);
    }

    /// Those whose keys begin with so many bits of that value. `bits`: 1 to 63.
    [[nodiscard]] std::vector<Slot> beginning_with(std::uint64_t prefix, int bits) const;

private:
    /// Where who begins with those bits stands, or would if it were empty.
    [[nodiscard]] std::size_t place_of(std::uint64_t bits) const noexcept { return bits >> shift_; }
    [[nodiscard]] std::size_t slot_for(const Fingerprint& key) const noexcept;
    void grow();

    std::vector<Slot> slots_; // a power of two
    std::size_t size_ = 0;
    int shift_; // leaves as many of 64 bits as number a slot
};

} // namespace orderhook
