// The kinds of handlers that Orderhook brings.
#pragma once

#include <orderhook/handler.hpp>

#include <span>

namespace orderhook {

[[nodiscard]] std::span<const HandlerType> handler_types();

} // namespace orderhook
