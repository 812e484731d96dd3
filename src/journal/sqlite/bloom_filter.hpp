// A set of fingerprints in little memory that may say yes wrongly, never no.
#pragma once

#include "journal/sqlite/fingerprint.hpp"
#include "journal/sqlite/prefetch.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// A blocked Bloom filter: each fingerprint sets seven bits of one cache line. With 24 bits a
/// fingerprint it is wrong once in about 8,000 questions.
class BloomFilter {
public:
    /// Made for that many fingerprints; more only make it wrong more often.
    explicit BloomFilter(std::size_t capacity);

    /// Reads what `bytes` gave. Nothing when it has no such form.
    [[nodiscard]] static std::optional<BloomFilter> from_bytes(std::string_view bytes);
    [[nodiscard]] std::string_view bytes() const noexcept;

    void insert(const Fingerprint& fingerprint) noexcept;
    [[nodiscard]] bool may_contain(const Fingerprint& fingerprint) const noexcept;

    /// Begins to fetch what `may_contain` will look at. Who asks many filters would otherwise wait
    /// for the memory at each of them.
    void prefetch(const Fingerprint& fingerprint) const noexcept {
        orderhook::prefetch(&blocks_[block_of(fingerprint)]);
    }

private:
    // Of bytes, so that the stored form is the same on every machine.
    struct alignas(64) Block {
        std::array<std::uint8_t, 64> bytes{};
    };

    BloomFilter() = default;
    /// Scales 32 bits to the number of blocks without a division.
    [[nodiscard]] std::size_t block_of(const Fingerprint& fingerprint) const noexcept {
        return static_cast<std::size_t>((leading_bits(fingerprint) >> 32) * blocks_.size() >> 32);
    }

    std::vector<Block> blocks_;
};

} // namespace orderhook
