// A provider to read bodies with.
#pragma once

#include "providers/contract.hpp"

namespace orderhook::test {

struct ReadOrder {
    Envelope envelope;
    Decoded decoded;
};

/// Identifies and decodes a body as Firespring's.
[[nodiscard]] inline Result<ReadOrder> read_firespring(std::string body) {
    const std::string secret = "0123456789abcdefABCDEF";
    const ContractEntry entry{.vendor = "firespring", .secret = secret, .other_secret = {}};
    const auto provider = make_provider(entry, {secret});
    if (!provider) return failure(provider);
    RawRequest request;
    request.body = std::move(body);
    auto envelope = (*provider)->identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = (*provider)->decode(*envelope, request.body);
    if (!decoded) return failure(decoded);
    return ReadOrder{*std::move(envelope), *std::move(decoded)};
}

} // namespace orderhook::test
