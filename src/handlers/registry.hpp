// The kinds of handlers that Orderhook brings.
#pragma once

#include <orderhook/handler.hpp>

#include <span>
#include <string_view>

namespace orderhook {

[[nodiscard]] std::span<const HandlerType> handler_types();

/// The kind with that name, or nullptr.
[[nodiscard]] const HandlerType* find_handler_type(std::string_view name);

} // namespace orderhook
