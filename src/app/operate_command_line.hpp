// The part of the command line that operates a running service.
#pragma once

namespace CLI {
class App;
}

namespace orderhook {

/// Adds the commands of app/operate.hpp. Parsing runs the one that is given and sets `code` to its
/// exit code.
void add_operate_commands(CLI::App& app, int& code);

} // namespace orderhook
