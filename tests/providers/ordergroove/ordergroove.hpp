// A provider to read bodies with.
#pragma once

#include "providers/contract.hpp"

namespace orderhook::test {

struct ReadBody {
    Envelope envelope;
    Decoded decoded;
};

/// Identifies and decodes a body as Ordergroove's.
[[nodiscard]] inline Result<ReadBody> read_ordergroove(std::string body) {
    const ContractEntry entry{.vendor = "ordergroove", .secret = "key", .other_secret = {}};
    const auto provider = make_provider(entry, {entry.secret});
    if (!provider) return failure(provider);
    RawRequest request;
    request.body = std::move(body);
    auto envelope = (*provider)->identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = (*provider)->decode(*envelope, request.body);
    if (!decoded) return failure(decoded);
    return ReadBody{*std::move(envelope), *std::move(decoded)};
}

} // namespace orderhook::test
