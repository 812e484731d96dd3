#include "admin/query.hpp"

#include "text/percent.hpp"

#include <charconv>

namespace orderhook::admin {

Result<Query> Query::parse(std::string_view target) {
    Query query;
    const auto mark = target.find('?');
    auto rest = mark == target.npos ? std::string_view{} : target.substr(mark + 1);
    while (!rest.empty()) {
        const auto end = std::min(rest.find('&'), rest.size());
        const auto pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        const auto name = percent_decoded(pair.substr(0, equals));
        const auto value = percent_decoded(pair.substr(std::min(equals + 1, pair.size())));
        if (!name || !value)
            return failure(
                Errc::malformed,
                "query: expected %XX, got \"" + std::string(pair) + '"'
            );
        if (!query.left_.emplace(*name, *value).second)
            return failure(Errc::malformed, "query: " + *name + " is given twice");
    }
    return query;
}

std::string Query::text(std::string_view name) {
    const auto found = left_.find(name);
    if (found == left_.end()) return {};
    return std::move(left_.extract(found).mapped());
}

Result<std::optional<std::uint64_t>>
Query::number(std::string_view name, std::uint64_t least, std::uint64_t most) {
    const auto given = text(name);
    if (given.empty()) return std::nullopt;
    std::uint64_t number = 0;
    const auto* end = given.data() + given.size();
    const auto [last, error] = std::from_chars(given.data(), end, number);
    if (error != std::errc{} || last != end || number < least || number > most)
        return failure(
            Errc::malformed,
            std::string(name) + ": expected a number from " + std::to_string(least) + " to "
                + std::to_string(most) + ", got \"" + given + '"'
        );
    return number;
}

Result<std::optional<Time>> Query::time(std::string_view name) {
    const auto given = text(name);
    if (given.empty()) return std::nullopt;
    const auto time = parse_rfc3339(given);
    if (time) return time;
    return failure(
        Errc::malformed,
        std::string(name) + ": expected a time such as 2026-12-01T00:00:00Z, got \"" + given + '"'
    );
}

Result<void> Query::finish() const {
    if (left_.empty()) return {};
    return failure(Errc::malformed, "query: there is no parameter " + left_.begin()->first);
}

} // namespace orderhook::admin
