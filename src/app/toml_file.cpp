#include "app/toml_file.hpp"

#include "app/read_file.hpp"

#include <toml++/toml.h>

#include <sstream>

namespace orderhook {

namespace {

Setting to_setting(const toml::node& node);

Setting::Table to_table(const toml::table& table) {
    Setting::Table out;
    for (const auto& [key, value] : table)
        out.emplace(std::string(key.str()), to_setting(value));
    return out;
}

// A date or time of day alone is no point in time; a date-time without offset is read as UTC.
std::optional<Time> to_time(const toml::date_time& value) {
    using namespace std::chrono;
    const auto& [date, time, offset] = value;
    const auto day = sys_days{year{date.year} / month{date.month} / std::chrono::day{date.day}};
    return day + hours{time.hour} + minutes{time.minute} + seconds{time.second}
           + duration_cast<microseconds>(nanoseconds{time.nanosecond})
           - minutes{offset ? offset->minutes : 0};
}

Setting to_setting(const toml::node& node) {
    if (const auto* table = node.as_table()) return {to_table(*table)};
    if (const auto* array = node.as_array()) {
        Setting::Array out;
        for (const auto& element : *array)
            out.push_back(to_setting(element));
        return {std::move(out)};
    }
    if (const auto value = node.value_exact<bool>()) return {*value};
    if (const auto value = node.value_exact<std::int64_t>()) return {*value};
    if (const auto value = node.value_exact<double>()) return {*value};
    if (const auto value = node.value_exact<toml::date_time>())
        if (const auto time = to_time(*value)) return {*time};
    if (const auto value = node.value<std::string>()) return {*value};
    // A date or a time of day alone, which no key wants: shown as it was written.
    std::ostringstream text;
    node.visit([&](const auto& value) { text << value; });
    return {text.str()};
}

} // namespace

Result<Setting::Table> read_toml(std::string_view text, std::string_view file) {
    try {
        return to_table(toml::parse(text, file));
    } catch (const toml::parse_error& problem) {
        const auto& at = problem.source().begin;
        return failure(
            Errc::misconfigured,
            std::string(file) + ":" + std::to_string(at.line) + ":" + std::to_string(at.column)
                + ": " + std::string(problem.description())
        );
    }
}

Result<Setting::Table> read_toml_file(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) return failure(Errc::misconfigured, text.error().message);
    return read_toml(*text, file.string());
}

} // namespace orderhook
