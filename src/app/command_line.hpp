// The command line.
#pragma once

#include <orderhook/handler.hpp>

#include <span>

namespace orderhook {

/// Parses the arguments, runs the command, returns the exit code. Configurations may name the
/// handlers of `own` beside those that Orderhook brings.
[[nodiscard]] int
run_command_line(int count, const char* const* arguments, std::span<const HandlerType> own = {});

} // namespace orderhook
