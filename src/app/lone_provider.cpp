#include "app/lone_provider.hpp"

#include "providers/registry.hpp"

namespace orderhook {

namespace {

Result<std::unique_ptr<Provider>> create(std::string_view name, Setting::Table table) {
    const auto type = provider_type_named(name);
    if (!type) return failure(type);
    Settings section("", std::move(table), {});
    auto provider = (*type)->create(section);
    if (!provider) return provider;
    if (auto rest = section.finish(); !rest) return failure(rest);
    return provider;
}

} // namespace

Result<const ProviderType*> provider_type_named(std::string_view name) {
    if (const ProviderType* type = find_provider_type(name)) return type;
    std::string names;
    for (const ProviderType* type : provider_types())
        names += (names.empty() ? "" : ", ") + std::string(type->name);
    return failure(
        Errc::misconfigured,
        "provider: expected one of " + names + ", got \"" + std::string(name) + '"'
    );
}

Result<std::unique_ptr<Provider>> make_reading_provider(std::string_view name) {
    Setting::Table table;
    table.emplace("verify", Setting{std::string("none")});
    return create(name, std::move(table));
}

Result<std::unique_ptr<Provider>>
make_signing_provider(std::string_view name, const std::string& secret, const SourceKeys& keys) {
    Setting::Table table;
    table.emplace("secrets", Setting{Setting::Array{Setting{secret}}});
    if (!keys.scheme.empty()) table.emplace("scheme", Setting{keys.scheme});
    for (const std::string& key : keys.further) {
        const auto equals = key.find('=');
        if (equals == key.npos)
            return failure(Errc::misconfigured, "key: expected key=value, got \"" + key + '"');
        table.emplace(key.substr(0, equals), Setting{key.substr(equals + 1)});
    }
    return create(name, std::move(table));
}

} // namespace orderhook
