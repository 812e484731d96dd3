// What the tests of Firespring read bodies with.
#pragma once

#include <orderhook/provider.hpp>

#include <string>

namespace orderhook::test {

struct ReadOrder {
    Envelope envelope;
    Decoded decoded;
};

/// Identifies and decodes a body as Firespring's.
[[nodiscard]] Result<ReadOrder> read_firespring(std::string body);

/// Whether a payload that is encoded and decoded again is the same. False for an empty one.
[[nodiscard]] bool survives_encoding(const Payload& payload);

} // namespace orderhook::test
