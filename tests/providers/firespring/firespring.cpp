#include "providers/firespring/firespring.hpp"

#include "providers/contract.hpp"

#include <orderhook/firespring.hpp>
#include <orderhook/json.hpp>

namespace orderhook::test {

Result<ReadOrder> read_firespring(std::string body) {
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

bool survives_encoding(const Payload& payload) {
    const auto* event = payload.get_if<firespring::OrderEvent>();
    const auto again = json::decode<firespring::OrderEvent>(payload.to_json());
    return event != nullptr && again && again->value == *event;
}

} // namespace orderhook::test
