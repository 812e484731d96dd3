#include "providers/read_event.hpp"

namespace orderhook {

Result<std::unique_ptr<Provider>> make_reading_provider(const ProviderType& type) {
    Setting::Table table;
    table.emplace("verify", Setting{std::string("none")});
    Settings section("", std::move(table), {});
    return type.create(section);
}

Result<Event> read_event(const Provider& provider, std::string body) {
    RawRequest request;
    request.body = std::move(body);
    auto envelope = provider.identify(request);
    if (!envelope) return failure(envelope);
    auto decoded = provider.decode(*envelope, request.body);
    if (!decoded) return failure(decoded);

    Event event;
    event.provider = provider.name();
    event.envelope = std::move(*envelope);
    event.body = std::move(request.body);
    event.payload = std::move(decoded->payload);
    event.drift = std::move(decoded->drift);
    return event;
}

} // namespace orderhook
