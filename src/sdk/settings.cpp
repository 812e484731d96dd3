#include <orderhook/settings.hpp>

#include <array>
#include <charconv>
#include <limits>

namespace orderhook {

namespace {

/// What an error says was found. Never used for values that may hold a secret.
std::string described(const Setting& setting) {
    constexpr std::size_t longest_quoted = 40;
    struct Describe {
        std::string operator()(bool value) const { return value ? "true" : "false"; }
        std::string operator()(std::int64_t value) const { return std::to_string(value); }
        std::string operator()(double) const { return "a fraction"; }
        std::string operator()(const std::string& value) const {
            return value.size() <= longest_quoted ? '"' + value + '"' : "a longer text";
        }
        std::string operator()(const Time& value) const { return to_text(value); }
        std::string operator()(const Setting::Array&) const { return "a list"; }
        std::string operator()(const Setting::Table&) const { return "a table"; }
    };
    return std::visit(Describe{}, setting.value);
}

std::optional<std::uint64_t> parse_byte_size(std::string_view text) {
    struct Unit {
        std::string_view name;
        int shift;
    };
    constexpr std::array<Unit, 6> units{
        {{"", 0}, {"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}, {"TiB", 40}}};

    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    const std::string_view suffix = text.substr(static_cast<std::size_t>(end - text.data()));
    for (const auto& [name, shift] : units) {
        if (suffix != name) continue;
        if (number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
        return number << shift;
    }
    return std::nullopt;
}

} // namespace

Settings::Settings(std::string path, Setting::Table table, Surroundings surroundings)
    : path_(std::move(path)),
      table_(std::move(table)),
      surroundings_(std::move(surroundings)) {}

bool Settings::has(std::string_view key) const { return table_.contains(key); }

const Setting* Settings::take(std::string_view key) {
    known_.emplace(key);
    const auto found = table_.find(key);
    return found == table_.end() ? nullptr : &found->second;
}

std::string Settings::path_of(std::string_view key) const {
    return path_.empty() ? std::string(key) : path_ + '.' + std::string(key);
}

tl::unexpected<Error> Settings::wrong(std::string_view key, std::string_view problem) const {
    return failure(Errc::misconfigured, path_of(key) + ": " + std::string(problem));
}

tl::unexpected<Error>
Settings::expected(std::string_view key, std::string_view what, const Setting* found) const {
    const std::string got = found == nullptr ? "nothing" : described(*found);
    return wrong(key, "expected " + std::string(what) + ", got " + got);
}

template <class T>
Result<std::vector<T>>
Settings::require_list(std::string_view key, std::string_view all, std::string_view each) {
    const Setting* found = take(key);
    const auto* list = found == nullptr ? nullptr : std::get_if<Setting::Array>(&found->value);
    if (list == nullptr) return expected(key, "a list of " + std::string(all), found);
    std::vector<T> values;
    for (const Setting& element : *list) {
        const auto* value = std::get_if<T>(&element.value);
        if (value == nullptr) {
            const std::string place = '[' + std::to_string(values.size()) + ']';
            return expected(std::string(key) + place, each, &element);
        }
        values.push_back(*value);
    }
    return values;
}

template <> Result<bool> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr)
        if (const auto* value = std::get_if<bool>(&found->value)) return *value;
    return expected(key, "true or false", found);
}

template <> Result<std::int64_t> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr)
        if (const auto* value = std::get_if<std::int64_t>(&found->value)) return *value;
    return expected(key, "a whole number such as 4", found);
}

template <> Result<std::string> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr)
        if (const auto* value = std::get_if<std::string>(&found->value)) return *value;
    return expected(key, "a text such as \"orders\"", found);
}

template <> Result<Duration> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr)
        if (const auto* text = std::get_if<std::string>(&found->value))
            if (const auto value = parse_duration(*text)) return *value;
    return expected(key, "a duration such as \"30s\" or \"3d\"", found);
}

template <> Result<ByteSize> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr) {
        const auto* number = std::get_if<std::int64_t>(&found->value);
        if (number != nullptr && *number >= 0) return ByteSize{static_cast<std::uint64_t>(*number)};
        if (const auto* text = std::get_if<std::string>(&found->value))
            if (const auto bytes = parse_byte_size(*text)) return ByteSize{*bytes};
    }
    return expected(key, "a size such as \"1MiB\" or 4096", found);
}

template <> Result<Time> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    if (found != nullptr) {
        if (const auto* time = std::get_if<Time>(&found->value)) return *time;
        if (const auto* text = std::get_if<std::string>(&found->value))
            if (const auto time = parse_rfc3339(*text)) return *time;
    }
    return expected(key, "a time such as 2026-12-01T00:00:00Z", found);
}

template <> Result<std::filesystem::path> Settings::require(std::string_view key) {
    const Setting* found = take(key);
    const auto* text = found == nullptr ? nullptr : std::get_if<std::string>(&found->value);
    if (text == nullptr || text->empty())
        return expected(key, "a path such as \"/var/lib/orderhook\"", found);
    std::error_code error;
    auto path = std::filesystem::absolute(absolute(*text), error);
    if (error) return wrong(key, "cannot be made absolute: " + error.message());
    return path;
}

template <> Result<std::vector<std::string>> Settings::require(std::string_view key) {
    return require_list<std::string>(
        key,
        "texts such as [\"orders\"]",
        "a text such as \"orders\""
    );
}

template <> Result<std::vector<std::int64_t>> Settings::require(std::string_view key) {
    return require_list<std::int64_t>(
        key,
        "whole numbers such as [4, 5]",
        "a whole number such as 4"
    );
}

Result<std::int64_t> Settings::get_between(
    std::string_view key,
    std::int64_t least,
    std::int64_t most,
    std::int64_t fallback
) {
    auto number = get<std::int64_t>(key, fallback);
    if (!number || (least <= *number && *number <= most)) return number;
    return wrong(
        key,
        "expected " + std::to_string(least) + " to " + std::to_string(most) + ", got "
            + std::to_string(*number)
    );
}

void Settings::warn(std::string_view key, std::string_view advice) {
    warnings_.push_back(path_of(key) + ": " + std::string(advice));
}

Result<Settings> Settings::section(std::string_view key) {
    const Setting* found = take(key);
    if (found == nullptr) return Settings(path_of(key), {}, surroundings_);
    const auto* table = std::get_if<Setting::Table>(&found->value);
    if (table == nullptr) return expected(key, "a section such as [" + path_of(key) + ']', found);
    return Settings(path_of(key), *table, surroundings_);
}

Result<std::vector<Settings>> Settings::sections(std::string_view key) {
    std::vector<Settings> all;
    const Setting* found = take(key);
    if (found == nullptr) return all;
    const std::string form = "sections such as [[" + path_of(key) + "]]";
    const auto* list = std::get_if<Setting::Array>(&found->value);
    if (list == nullptr) return expected(key, form, found);
    for (const Setting& element : *list) {
        const std::string place = std::string(key) + '[' + std::to_string(all.size()) + ']';
        const auto* table = std::get_if<Setting::Table>(&element.value);
        if (table == nullptr) return expected(place, form, &element);
        all.push_back(Settings(path_of(place), *table, surroundings_));
    }
    return all;
}

Result<void> Settings::finish() const {
    for (const auto& [key, setting] : table_) {
        if (known_.contains(key)) continue;
        std::string names;
        for (const std::string& name : known_)
            names += (names.empty() ? "" : ", ") + name;
        return wrong(key, "unknown key" + (names.empty() ? "" : ", expected one of " + names));
    }
    return {};
}

} // namespace orderhook
