#include "app/configuration_parts.hpp"
#include "app/read_settings.hpp"
#include "plugins/make.hpp"

#include <set>

namespace orderhook {

namespace {

constexpr Duration shortest_timeout = std::chrono::milliseconds{10};

Result<void> read_on_dead_head(Settings& section, OnDeadHead& place) {
    const auto text = section.get<std::string>("on_dead_head", "continue");
    if (!text) return failure(text);
    if (*text != "continue" && *text != "hold")
        return section.wrong(
            "on_dead_head",
            "expected \"continue\" or \"hold\", got \"" + *text + '"'
        );
    place = *text == "hold" ? OnDeadHead::hold : OnDeadHead::go_on;
    return {};
}

Result<HandlerOptions> read_options(Settings& section) {
    HandlerOptions options;
    std::int64_t factor = 2;
    auto read_all = first_error({
        read_count(section, "concurrency", 1, 256, options.concurrency),
        read(section, "timeout", options.timeout),
        read_count(section, "max_attempts", 1, 1000, options.retry.max_attempts),
        read(section, "retry_first", options.retry.first),
        read_count(section, "retry_factor", 1, 10, factor),
        read(section, "retry_cap", options.retry.cap),
        read_on_dead_head(section, options.on_dead_head),
        read(section, "breaker", options.breaker.enabled),
    });
    if (!read_all) return failure(read_all);
    options.retry.factor = static_cast<double>(factor);
    if (options.timeout < shortest_timeout)
        return section.wrong("timeout", "expected at least 10ms");
    if (options.retry.first <= Duration::zero())
        return section.wrong("retry_first", "expected more than 0");
    if (options.retry.cap < options.retry.first)
        return section.wrong("retry_cap", "expected at least retry_first");
    if (options.retry.cap > options.retry.asked_cap)
        return section.wrong("retry_cap", "expected at most \"24h\"");
    return options;
}

Result<HandlerSetup>
read_handler(Settings& section, const Catalog& catalog, std::set<std::string>& names) {
    auto name = read_name(section, names);
    if (!name) return failure(name);
    auto options = read_options(section);
    if (!options) return failure(options);
    const auto type_name = section.require<std::string>("type");
    if (!type_name) return failure(type_name);
    const HandlerType* type = catalog.find_handler(*type_name);
    if (type == nullptr) {
        return section.wrong(
            "type",
            "expected one of " + catalog.handler_names() + ", got \"" + *type_name + '"'
        );
    }
    auto handler = make_handler(*type, *name, section);
    if (!handler) return failure(handler);
    if (auto rest = section.finish(); !rest) return failure(rest);
    return HandlerSetup{std::move(*handler), *options};
}

bool is_handler(const std::vector<HandlerSetup>& handlers, std::string_view name) {
    for (const HandlerSetup& setup : handlers)
        if (setup.handler->name() == name) return true;
    return false;
}

/// The provider that a pattern names, empty when it leaves that open.
std::string_view provider_of(std::string_view pattern) {
    const auto name = pattern.substr(0, pattern.find('.'));
    return name.find('*') == name.npos ? name : std::string_view{};
}

bool is_provider(const SourceTable& sources, std::string_view name) {
    for (const Source& source : sources)
        if (source.provider->name() == name) return true;
    return false;
}

Result<Route> read_route(
    Settings& section,
    const SourceTable& sources,
    const std::vector<HandlerSetup>& handlers
) {
    Route route;
    auto events = section.require<std::string>("events");
    if (!events) return failure(events);
    route.events = std::move(*events);
    if (route.events.empty()) return section.wrong("events", "expected a pattern such as \"*\"");
    if (const auto provider = provider_of(route.events);
        !provider.empty() && !is_provider(sources, provider)) {
        return section.wrong(
            "events",
            "no source has the provider \"" + std::string(provider) + "\" that it names"
        );
    }
    if (auto result = read(section, "sources", route.sources); !result) return failure(result);
    for (std::size_t i = 0; i < route.sources.size(); ++i) {
        if (sources.find_by_name(route.sources[i]) != nullptr) continue;
        return section.wrong(
            "sources[" + std::to_string(i) + ']',
            "no source has the name \"" + route.sources[i] + '"'
        );
    }
    auto names = section.require<std::vector<std::string>>("handlers");
    if (!names) return failure(names);
    route.handlers = std::move(*names);
    if (route.handlers.empty()) return section.wrong("handlers", "expected at least one name");
    for (std::size_t i = 0; i < route.handlers.size(); ++i) {
        if (is_handler(handlers, route.handlers[i])) continue;
        return section.wrong(
            "handlers[" + std::to_string(i) + ']',
            "no handler has the name \"" + route.handlers[i] + '"'
        );
    }
    if (auto rest = section.finish(); !rest) return failure(rest);
    return route;
}

void warn_of_idle_parts(
    const std::vector<Route>& routes,
    const std::vector<HandlerSetup>& handlers,
    std::vector<std::string>& warnings
) {
    std::set<std::string_view> used;
    for (const Route& route : routes)
        used.insert(route.handlers.begin(), route.handlers.end());
    for (const HandlerSetup& setup : handlers) {
        if (used.contains(setup.handler->name())) continue;
        warnings.push_back(
            "handler " + std::string(setup.handler->name()) + ": no route leads to it"
        );
    }
    if (routes.empty()) warnings.push_back("route: none, so events are stored and not delivered");
}

} // namespace

Result<std::vector<HandlerSetup>>
read_handlers(Settings& file, const Catalog& catalog, std::vector<std::string>& warnings) {
    auto sections = file.sections("handler");
    if (!sections) return failure(sections);
    std::set<std::string> names;
    std::vector<HandlerSetup> handlers;
    for (Settings& section : *sections) {
        auto handler = read_handler(section, catalog, names);
        if (!handler) return failure(handler);
        for (const auto& warning : section.warnings())
            warnings.push_back(warning);
        handlers.push_back(std::move(*handler));
    }
    return handlers;
}

Result<std::vector<Route>> read_routes(
    Settings& file,
    const SourceTable& sources,
    const std::vector<HandlerSetup>& handlers,
    std::vector<std::string>& warnings
) {
    auto sections = file.sections("route");
    if (!sections) return failure(sections);
    std::vector<Route> routes;
    for (Settings& section : *sections) {
        auto route = read_route(section, sources, handlers);
        if (!route) return failure(route);
        routes.push_back(std::move(*route));
    }
    warn_of_idle_parts(routes, handlers, warnings);
    return routes;
}

} // namespace orderhook
