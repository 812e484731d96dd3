#include "handlers/registry.hpp"

#include "handlers/exec/exec_handler.hpp"
#include "handlers/http/http_handler.hpp"
#include "handlers/jsonl_handler.hpp"
#include "handlers/log_handler.hpp"

namespace orderhook {

namespace {

constexpr HandlerType built_in[] = {
    {"exec", &ExecHandler::create},
    {"http", &HttpHandler::create},
    {"jsonl", &JsonlHandler::create},
    {"log", &LogHandler::create},
};

} // namespace

std::span<const HandlerType> handler_types() { return built_in; }

} // namespace orderhook
