#include "crypto/event_id_source.hpp"
#include "providers/read_event.hpp"
#include "providers/registry.hpp"
#include "providers/sample_text.hpp"

#include <orderhook/testkit.hpp>

#include <chrono>
#include <exception>
#include <filesystem>

namespace orderhook::testkit {

namespace {

Time now() { return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()); }

/// The value, or its error thrown.
template <class T> T value_of(Result<T> result) {
    if (!result) throw std::invalid_argument(result.error().message);
    return std::move(*result);
}

const ProviderType& type_of(std::string_view provider) {
    const ProviderType* type = find_provider_type(provider);
    if (type == nullptr)
        throw std::invalid_argument("there is no provider \"" + std::string(provider) + '"');
    return *type;
}

std::string words(const Outcome& outcome) {
    if (const auto* retry = std::get_if<Retry>(&outcome)) return "retry: " + retry->reason;
    if (const auto* reject = std::get_if<Reject>(&outcome)) return "reject: " + reject->reason;
    return "done";
}

} // namespace

Event event_of(const ProviderType& provider, std::string body) {
    Event event = value_of(read_event(*value_of(make_reading_provider(provider)), std::move(body)));
    event.source = "test";
    event.received_at = now();
    event.id = EventIdSource().next(event.received_at);
    return event;
}

Event event_of(std::string_view provider, std::string body) {
    return event_of(type_of(provider), std::move(body));
}

Event sample_event(std::string_view provider, std::string_view type) {
    const ProviderType& vendor = type_of(provider);
    for (const Sample& sample : vendor.samples())
        if (sample.type == type) return event_of(vendor, fresh_sample(sample.body, now()));
    throw std::invalid_argument(
        "there is no sample of " + std::string(provider) + '.' + std::string(type)
    );
}

Settings section(Setting::Table keys) {
    const auto no_variable = [](const std::string&) { return std::optional<std::string>(); };
    return {
        "handler[0]",
        std::move(keys),
        {.folder = std::filesystem::current_path(), .environment = no_variable, .now = now()}};
}

std::string deliver(Handler& handler, const Event& event, const Attempt& attempt) {
    try {
        if (!handler.accepts(event)) return "ignored";
        return words(handler.handle(event, attempt));
    } catch (const std::exception& problem) {
        return std::string("retry: ") + problem.what();
    }
}

} // namespace orderhook::testkit
