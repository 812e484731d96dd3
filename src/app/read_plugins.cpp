#include "app/configuration_parts.hpp"

namespace orderhook {

namespace {

Result<std::filesystem::path> read_plugin(Settings& section, Catalog& catalog) {
    const auto text = section.require<std::string>("path");
    if (!text) return failure(text);
    if (auto rest = section.finish(); !rest) return failure(rest);
    std::filesystem::path file = *text;
    // Not relative to the configuration's folder, unlike other paths: this one runs.
    if (!file.is_absolute())
        return section.wrong("path", "expected an absolute path, got \"" + *text + '"');
    if (const auto added = catalog.add_plugin(file); !added)
        return section.wrong("path", added.error().message);
    return file;
}

} // namespace

Result<std::vector<std::filesystem::path>> read_plugins(Settings& file, Catalog& catalog) {
    auto sections = file.sections("plugin");
    if (!sections) return failure(sections);
    std::vector<std::filesystem::path> plugins;
    for (Settings& section : *sections) {
        auto plugin = read_plugin(section, catalog);
        if (!plugin) return failure(plugin);
        plugins.push_back(std::move(*plugin));
    }
    return plugins;
}

} // namespace orderhook
