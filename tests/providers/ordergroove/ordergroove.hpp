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
    static const auto provider =
        make_provider({.vendor = "ordergroove", .secret = {}, .other_secret = {}}, {"key"});
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
