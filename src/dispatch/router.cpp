#include "dispatch/router.hpp"

#include <algorithm>

namespace orderhook {

namespace {

// Vendors choose the types, so neither their number nor their length may fill the memory.
constexpr std::size_t most_known_types = 1024;
constexpr std::size_t longest_known_type = 256;

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

Router::Router(std::vector<Route> routes) {
    for (auto& route : routes)
        rules_.push_back({Glob(route.events), std::move(route)});
}

std::vector<std::string>
Router::handlers_for(std::string_view source, std::string_view provider, std::string_view type)
    const {
    if (type.size() > longest_known_type) return resolve(source, provider, type);

    std::string key;
    key.reserve(source.size() + provider.size() + type.size() + 2);
    key.append(source).append(1, '\0').append(provider).append(1, '\0').append(type);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;

    // Starting over lets the types in use come back, however many others were sent in between.
    if (known_.size() >= most_known_types) known_.clear();
    return known_.emplace(std::move(key), resolve(source, provider, type)).first->second;
}

std::vector<std::string>
Router::resolve(std::string_view source, std::string_view provider, std::string_view type) const {
    std::string name;
    name.append(provider).append(1, '.').append(type);

    std::vector<std::string> handlers;
    for (const auto& [events, route] : rules_) {
        if (!route.sources.empty() && !contains(route.sources, source)) continue;
        if (!events.matches(name)) continue;
        for (const auto& handler : route.handlers)
            if (!contains(handlers, handler)) handlers.push_back(handler);
    }
    return handlers;
}

} // namespace orderhook
