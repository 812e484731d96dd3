// The kinds of handlers that a configuration may name.
#pragma once

#include <orderhook/handler.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace orderhook {

/// Those that Orderhook brings, then those of one's own.
class HandlerTypes {
public:
    /// Throws std::logic_error when two have one name.
    explicit HandlerTypes(std::span<const HandlerType> own = {});

    /// The kind with that name, or nullptr.
    [[nodiscard]] const HandlerType* find(std::string_view name) const;

    [[nodiscard]] auto begin() const noexcept { return types_.begin(); }
    [[nodiscard]] auto end() const noexcept { return types_.end(); }

private:
    std::vector<HandlerType> types_;
};

} // namespace orderhook
