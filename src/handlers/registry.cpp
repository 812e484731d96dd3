#include "handlers/registry.hpp"

#include "handlers/jsonl_handler.hpp"
#include "handlers/log_handler.hpp"

#include <algorithm>

namespace orderhook {

HandlerTypes::HandlerTypes(std::span<const HandlerType> own)
    : types_{
        HandlerType{"jsonl", &JsonlHandler::create},
        HandlerType{"log", &LogHandler::create},
    } {
    types_.insert(types_.end(), own.begin(), own.end());
}

const HandlerType* HandlerTypes::find(std::string_view name) const {
    const auto found = std::ranges::find(types_, name, &HandlerType::name);
    return found == types_.end() ? nullptr : &*found;
}

} // namespace orderhook
