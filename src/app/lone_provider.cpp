#include "app/lone_provider.hpp"

#include "plugins/make.hpp"
#include "sdk/foreign_call.hpp"

namespace orderhook {

Result<const ProviderType*> find_type(ProviderChoice& choice) {
    for (const auto& plugin : choice.plugins) {
        const auto added = choice.catalog.add_plugin(std::filesystem::absolute(plugin));
        if (!added) return failure(added.error().code, "plugin: " + added.error().message);
    }
    if (const ProviderType* type = choice.catalog.find_provider(choice.name)) return type;
    return failure(
        Errc::misconfigured,
        "provider: expected one of " + choice.catalog.provider_names() + ", got \"" + choice.name
            + '"'
    );
}

Result<std::unique_ptr<Provider>>
make_signing_provider(const ProviderType& type, const std::string& secret, const SourceKeys& keys) {
    Setting::Table table;
    table.emplace("secrets", Setting{Setting::Array{Setting{secret}}});
    if (!keys.scheme.empty()) table.emplace("scheme", Setting{keys.scheme});
    for (const std::string& key : keys.further) {
        const auto equals = key.find('=');
        if (equals == key.npos)
            return failure(Errc::misconfigured, "key: expected key=value, got \"" + key + '"');
        table.emplace(key.substr(0, equals), Setting{key.substr(equals + 1)});
    }
    Settings section("", std::move(table), {});
    auto provider = make_provider(type, section);
    if (!provider) return provider;
    if (auto rest = section.finish(); !rest) return failure(rest);
    return provider;
}

Result<Credentials> sign_with(const Provider& provider, std::string_view body, Time now) {
    return foreign_call(
        [&]() -> Result<Credentials> { return provider.sign(body, now); },
        [&](const std::string& words) -> Result<Credentials> {
            return failure(
                Errc::internal,
                '"' + std::string(provider.name()) + "\" threw when it should sign: " + words
            );
        }
    );
}

} // namespace orderhook
