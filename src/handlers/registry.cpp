#include "handlers/registry.hpp"

#include "handlers/jsonl_handler.hpp"
#include "handlers/log_handler.hpp"

#include <algorithm>
#include <array>

namespace orderhook {

std::span<const HandlerType> handler_types() {
    static constexpr std::array types{
        HandlerType{"jsonl", &JsonlHandler::create},
        HandlerType{"log", &LogHandler::create},
    };
    return types;
}

const HandlerType* find_handler_type(std::string_view name) {
    const auto types = handler_types();
    const auto found = std::ranges::find(types, name, &HandlerType::name);
    return found == types.end() ? nullptr : &*found;
}

} // namespace orderhook
