#include "handlers/jsonl_handler.hpp"

#include "handlers/event_json.hpp"

#include <orderhook/settings.hpp>

namespace orderhook {

Result<std::unique_ptr<Handler>> JsonlHandler::create(std::string name, Settings& section) {
    const auto path = section.require<std::filesystem::path>("path");
    if (!path) return failure(path);
    std::error_code error;
    if (!std::filesystem::is_directory(path->parent_path(), error))
        return section.wrong(
            "path",
            "expected a file in a folder that exists, got none at " + path->parent_path().string()
        );
    if (std::filesystem::is_directory(*path, error))
        return section.wrong("path", "expected a file, got the folder " + path->string());

    const auto fsync = section.get<bool>("fsync", true);
    if (!fsync) return failure(fsync);
    const auto rotate_size = section.get<ByteSize>("rotate_size", {});
    if (!rotate_size) return failure(rotate_size);
    const auto rotate_keep = section.get_between("rotate_keep", 1, 1000, 5);
    if (!rotate_keep) return failure(rotate_keep);
    return std::make_unique<JsonlHandler>(
        std::move(name),
        LineFile::Options{*path, *fsync, rotate_size->bytes, static_cast<int>(*rotate_keep)}
    );
}

Outcome JsonlHandler::handle(const Event& event, const Attempt& attempt) {
    const auto taken = lines_.append({event.id, attempt.replay}, delivery_json(event, attempt));
    if (!taken) return Retry{taken.error().message};
    return Done{};
}

} // namespace orderhook
