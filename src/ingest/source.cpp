#include "ingest/source.hpp"

#include "sdk/foreign_call.hpp"

#include <algorithm>

namespace orderhook {

namespace {

bool answers_for(const Source& source, std::string_view path) {
    if (!source.provider->proof_in_path()) return path == source.path;
    if (!path.starts_with(source.path)) return false;
    const auto rest = path.substr(source.path.size());
    return rest.empty() || (rest.front() == '/' && rest.find('/', 1) == std::string_view::npos);
}

std::string place_of(std::size_t index, std::string_view key) {
    return "source[" + std::to_string(index) + "]." + std::string(key) + ": ";
}

Result<std::vector<std::string>> proof_headers_of(const Source& source, std::size_t index) {
    using Names = Result<std::vector<std::string>>;
    return foreign_call(
        [&]() -> Names { return source.provider->proof_headers(); },
        [&](const std::string& words) -> Names {
            return failure(
                Errc::misconfigured,
                place_of(index, "provider") + '"' + std::string(source.provider->name())
                    + "\" threw when asked for the proof headers of source " + source.name + ": "
                    + words
            );
        }
    );
}

} // namespace

Result<SourceTable> SourceTable::create(std::vector<Source> sources) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (!answers_for(sources[i], sources[j].path)
                && !answers_for(sources[j], sources[i].path))
                continue;
            return failure(
                Errc::misconfigured,
                place_of(i, "path") + sources[i].path + " overlaps with that of source "
                    + sources[j].name
            );
        }
        auto names = proof_headers_of(sources[i], i);
        if (!names) return failure(names);
        sources[i].proof_headers = std::move(*names);
    }
    return SourceTable(std::move(sources));
}

const Source* SourceTable::find(std::string_view target) const {
    const auto path = target.substr(0, target.find('?'));
    const auto found = std::ranges::find_if(sources_, [&](const Source& source) {
        return answers_for(source, path);
    });
    return found == sources_.end() ? nullptr : &*found;
}

const Source* SourceTable::find_by_name(std::string_view name) const {
    const auto found = std::ranges::find(sources_, name, &Source::name);
    return found == sources_.end() ? nullptr : &*found;
}

const Provider* SourceTable::find_provider(std::string_view name) const {
    const auto found = std::ranges::find(sources_, name, [](const Source& source) {
        return source.provider->name();
    });
    return found == sources_.end() ? nullptr : found->provider.get();
}

} // namespace orderhook
