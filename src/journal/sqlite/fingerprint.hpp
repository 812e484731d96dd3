// Short digests that stand for a dedupe key or a body.
#pragma once

#include "journal/sqlite/big_endian.hpp"

#include <orderhook/event.hpp>

#include <array>
#include <cstdint>
#include <string_view>

namespace orderhook {

/// The first half of a SHA-256. Nobody can make two that are equal, so equal fingerprints mean
/// equal things, also when a sender chooses the bytes. Stored: what they are made of never changes.
using Fingerprint = std::array<std::uint8_t, 16>;

/// Of source and dedupe key.
[[nodiscard]] Fingerprint dedupe_fingerprint(const Event& event);

[[nodiscard]] Fingerprint body_fingerprint(std::string_view body);

/// Its first 64 bits.
[[nodiscard]] inline std::uint64_t leading_bits(const Fingerprint& key) noexcept {
    return big_endian_at(key.data());
}

/// Of an event whose dedupe key belongs to another body.
[[nodiscard]] Fingerprint conflict_fingerprint(const Fingerprint& dedupe, const Fingerprint& body);

} // namespace orderhook
