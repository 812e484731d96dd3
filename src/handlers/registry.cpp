#include "handlers/registry.hpp"

#include "handlers/http/http_handler.hpp"
#include "handlers/jsonl_handler.hpp"
#include "handlers/log_handler.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace orderhook {

HandlerTypes::HandlerTypes(std::span<const HandlerType> own)
    : types_{
        HandlerType{"http", &HttpHandler::create},
        HandlerType{"jsonl", &JsonlHandler::create},
        HandlerType{"log", &LogHandler::create},
    } {
    for (const HandlerType& type : own) {
        if (find(type.name) != nullptr)
            throw std::logic_error("two handler types have the name " + std::string(type.name));
        types_.push_back(type);
    }
}

const HandlerType* HandlerTypes::find(std::string_view name) const {
    const auto found = std::ranges::find(types_, name, &HandlerType::name);
    return found == types_.end() ? nullptr : &*found;
}

} // namespace orderhook
