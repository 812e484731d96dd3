// A provider to read bodies with.
#pragma once

#include "providers/contract.hpp"

namespace orderhook::test {

struct ReadNexway {
    Envelope envelope;
    Decoded decoded;
};

/// Identifies and decodes a body as Nexway's.
[[nodiscard]] inline Result<ReadNexway> read_nexway(std::string body) {
    const ContractEntry entry{.vendor = "nexway", .secret = "user:password", .other_secret = {}};
    const auto provider = make_provider(entry, {entry.secret});
    if (!provider) return failure(provider);
    RawRequest request;
    request.body = std::move(body);
    auto envelope = (*provider)->identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = (*provider)->decode(*envelope, request.body);
    if (!decoded) return failure(decoded);
    return ReadNexway{*std::move(envelope), *std::move(decoded)};
}

} // namespace orderhook::test
