// A provider to read bodies with.
#pragma once

#include "providers/contract.hpp"

namespace orderhook::test {

struct SallaBody {
    Envelope envelope;
    Decoded decoded;
};

/// Identifies and decodes a body as Salla's.
[[nodiscard]] inline Result<SallaBody> read_salla(std::string body) {
    const ContractEntry entry{.vendor = "salla", .secret = "secret", .other_secret = {}};
    const auto provider = make_provider(entry, {entry.secret});
    if (!provider) return failure(provider);
    RawRequest request;
    request.body = std::move(body);
    auto envelope = (*provider)->identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = (*provider)->decode(*envelope, request.body);
    if (!decoded) return failure(decoded);
    return SallaBody{*std::move(envelope), *std::move(decoded)};
}

} // namespace orderhook::test
