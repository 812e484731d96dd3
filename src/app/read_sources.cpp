#include "app/configuration_parts.hpp"
#include "app/read_settings.hpp"
#include "plugins/make.hpp"

#include <algorithm>
#include <set>

namespace orderhook {

namespace {

Result<std::string> read_path(Settings& section) {
    auto path = section.require<std::string>("path");
    if (!path) return path;
    const bool plain = std::ranges::all_of(*path, [](unsigned char letter) {
        return letter > ' ' && letter < 0x7f && letter != '?' && letter != '#';
    });
    if (path->size() < 2 || path->front() != '/' || path->back() == '/' || !plain) {
        return section.wrong(
            "path",
            "expected a path such as \"/hooks/shop\", without query or final slash, got \"" + *path
                + '"'
        );
    }
    return path;
}

Result<OnMalformed> read_on_malformed(Settings& section) {
    const auto word = section.get<std::string>("on_malformed", "quarantine");
    if (!word) return failure(word);
    if (*word == "quarantine") return OnMalformed::quarantine;
    if (*word == "reject") return OnMalformed::reject;
    return section.wrong(
        "on_malformed",
        "expected \"quarantine\" or \"reject\", got \"" + *word + '"'
    );
}

Result<Source>
read_source(Settings& section, const Catalog& catalog, std::set<std::string>& names) {
    auto name = read_name(section, names);
    if (!name) return failure(name);
    auto path = read_path(section);
    if (!path) return failure(path);
    const auto on_malformed = read_on_malformed(section);
    if (!on_malformed) return failure(on_malformed);

    const auto provider_name = section.require<std::string>("provider");
    if (!provider_name) return failure(provider_name);
    const ProviderType* type = catalog.find_provider(*provider_name);
    if (type == nullptr) {
        return section.wrong(
            "provider",
            "expected one of " + catalog.provider_names() + ", got \"" + *provider_name + '"'
        );
    }
    const auto verify = section.get<std::string>("verify", "provider");
    if (!verify) return failure(verify);
    auto provider = make_provider(*type, section);
    if (!provider) return failure(provider);
    if (auto rest = section.finish(); !rest) return failure(rest);
    return Source{
        std::move(*name),
        std::move(*path),
        std::move(*provider),
        *verify != "none",
        *on_malformed};
}

} // namespace

Result<SourceTable> read_sources(
    Settings& file,
    const Catalog& catalog,
    Duration dedupe_window,
    std::vector<std::string>& warnings
) {
    auto sections = file.sections("source");
    if (!sections) return failure(sections);
    if (sections->empty())
        return file.wrong("source", "expected at least one [[source]], got none");
    std::set<std::string> names;
    std::vector<Source> sources;
    for (Settings& section : *sections) {
        auto source = read_source(section, catalog, names);
        if (!source) return failure(source);
        if (source->provider->tolerance() > dedupe_window) {
            return section.wrong(
                "tolerance",
                "expected less than journal.dedupe_window, since a repeated request must be known "
                "as long as its signature is taken"
            );
        }
        for (const auto& warning : section.warnings())
            warnings.push_back(warning);
        if (!source->verifies) {
            warnings.push_back(
                section.path() + ".verify: anybody who knows the address can post events to "
                + source->name
            );
        }
        sources.push_back(std::move(*source));
    }
    return SourceTable::create(std::move(sources));
}

} // namespace orderhook
