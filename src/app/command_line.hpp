// The command line.
#pragma once

namespace orderhook {

/// Parses the arguments, runs the command, returns the exit code.
[[nodiscard]] int run_command_line(int count, const char* const* arguments);

} // namespace orderhook
