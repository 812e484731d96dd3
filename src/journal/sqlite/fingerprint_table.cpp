#include "journal/sqlite/fingerprint_table.hpp"

#include <utility>

namespace orderhook {

namespace {

constexpr int bits_at_first = 10;

} // namespace

FingerprintTable::FingerprintTable()
    : slots_(std::size_t{1} << bits_at_first),
      shift_(64 - bits_at_first) {}

void FingerprintTable::insert(const Fingerprint& key, Number number) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    slots_[slot_for(key)] = {key, number};
    ++size_;
}

std::optional<FingerprintTable::Number> FingerprintTable::find(const Fingerprint& key
) const noexcept {
    const Slot& slot = slots_[slot_for(key)];
    if (slot.number == 0) return std::nullopt;
    return slot.number;
}

std::size_t FingerprintTable::slot_for(const Fingerprint& key) const noexcept {
    std::size_t index = place_of(leading_bits(key));
    while (slots_[index].number != 0 && slots_[index].key != key)
        index = (index + 1) & (slots_.size() - 1);
    return index;
}

// Who found a place taken stands behind it, before the next empty one.
std::vector<FingerprintTable::Slot>
FingerprintTable::beginning_with(std::uint64_t prefix, int bits) const {
    const std::uint64_t lowest = prefix << (64 - bits);
    const std::uint64_t highest = lowest | ~std::uint64_t{0} >> bits;
    const std::size_t end = place_of(highest);
    std::vector<Slot> found;
    for (std::size_t place = place_of(lowest);; ++place) {
        const Slot& slot = slots_[place & (slots_.size() - 1)];
        if (slot.number == 0 && place >= end) return found;
        if (slot.number != 0 && leading_bits(slot.key) >> (64 - bits) == prefix)
            found.push_back(slot);
    }
}

void FingerprintTable::grow() {
    const auto smaller = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    --shift_;
    for (const Slot& slot : smaller)
        if (slot.number != 0) slots_[slot_for(slot.key)] = slot;
}

} // namespace orderhook
