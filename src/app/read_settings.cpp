#include "app/read_settings.hpp"

namespace orderhook {

namespace {

constexpr std::string_view name_letters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(name_letters) == text.npos;
}

} // namespace

Result<void> first_error(std::initializer_list<Result<void>> results) {
    for (const auto& result : results)
        if (!result) return result;
    return {};
}

Result<std::string> read_name(Settings& section, std::set<std::string>& taken) {
    auto name = section.require<std::string>("name");
    if (!name) return name;
    if (!is_name(*name)) {
        return section.wrong(
            "name",
            "expected 1 to 64 letters, digits, '-' or '_', got \"" + *name + '"'
        );
    }
    if (!taken.insert(*name).second) return section.wrong("name", *name + " is already taken");
    return name;
}

Result<void> read_size(Settings& section, std::string_view key, std::uint64_t& place) {
    const auto size = section.get<ByteSize>(key, ByteSize{place});
    if (!size) return failure(size);
    place = size->bytes;
    return {};
}

} // namespace orderhook
