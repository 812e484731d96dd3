#include "journal/sqlite/bloom_filter.hpp"

#include "journal/sqlite/big_endian.hpp"

#include <algorithm>
#include <cstring>

namespace orderhook {

namespace {

constexpr std::size_t bits_per_fingerprint = 24;
constexpr std::size_t bits_per_block = 512;
constexpr int probes = 7; // of 9 bits each, which 63 bits of a fingerprint supply

/// `block_of` uses the first ones.
std::uint64_t last_bits(const Fingerprint& fingerprint) noexcept {
    return big_endian_at(&fingerprint[8]);
}

} // namespace

BloomFilter::BloomFilter(std::size_t capacity)
    : blocks_(std::max<std::size_t>(capacity, 1) * bits_per_fingerprint / bits_per_block + 1) {}

std::optional<BloomFilter> BloomFilter::from_bytes(std::string_view bytes) {
    if (bytes.empty() || bytes.size() % sizeof(Block) != 0) return std::nullopt;
    BloomFilter filter;
    filter.blocks_.resize(bytes.size() / sizeof(Block));
    std::memcpy(filter.blocks_.data(), bytes.data(), bytes.size());
    return filter;
}

std::string_view BloomFilter::bytes() const noexcept {
    return {reinterpret_cast<const char*>(blocks_.data()), blocks_.size() * sizeof(Block)};
}

void BloomFilter::insert(const Fingerprint& fingerprint) noexcept {
    Block& block = blocks_[block_of(fingerprint)];
    std::uint64_t bits = last_bits(fingerprint);
    for (int probe = 0; probe < probes; ++probe, bits >>= 9)
        block.bytes[bits >> 3 & 63] |= static_cast<std::uint8_t>(1u << (bits & 7));
}

bool BloomFilter::may_contain(const Fingerprint& fingerprint) const noexcept {
    const Block& block = blocks_[block_of(fingerprint)];
    std::uint64_t bits = last_bits(fingerprint);
    for (int probe = 0; probe < probes; ++probe, bits >>= 9)
        if ((block.bytes[bits >> 3 & 63] >> (bits & 7) & 1) == 0) return false;
    return true;
}

} // namespace orderhook
