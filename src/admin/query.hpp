// The parameters of a request target.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace orderhook::admin {

/// What stands behind the `?`. Each parameter is asked for by name; `finish` fails when there is
/// one that nobody asked for. Errors: malformed, naming the parameter.
class Query {
public:
    [[nodiscard]] static Result<Query> parse(std::string_view target);

    /// Empty when it is absent.
    [[nodiscard]] std::string text(std::string_view name);
    /// Digits from `least` to `most`.
    [[nodiscard]] Result<std::optional<std::uint64_t>>
    number(std::string_view name, std::uint64_t least, std::uint64_t most);
    /// RFC 3339.
    [[nodiscard]] Result<std::optional<Time>> time(std::string_view name);

    [[nodiscard]] Result<void> finish() const;

private:
    std::map<std::string, std::string, std::less<>> left_;
};

} // namespace orderhook::admin
