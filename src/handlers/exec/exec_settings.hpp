// The configuration of the handler that runs a program.
#pragma once

#include "handlers/exec/exit_codes.hpp"
#include "handlers/exec/program.hpp"

#include <orderhook/settings.hpp>

#include <string>
#include <vector>

namespace orderhook {

/// What the keys of a section with `type = "exec"` say.
struct ExecSettings {
    Program program;
    std::vector<std::string> pass_environment;
    ExitCodes exit_codes;
};

/// Reads
/// - `command`: the program, absolute or relative to the configuration's folder, and its arguments;
///   it has to be there and executable,
/// - `directory`, where it runs; by default the folder of the configuration, so that relative paths
///   among the arguments mean what they mean elsewhere in the file,
/// - `pass_environment`: names of variables of ours that it gets beside `passed_environment`'s;
/// none
///   whose name starts with ORDERHOOK_,
/// - `max_output` (default 64KiB) and `kill_after` (default 5s) of `Program`,
/// - `retry_codes` (default [75]), `reject_codes` (default none) and `other_codes`, "retry"
///   (default) or "reject", of `ExitCodes`.
[[nodiscard]] Result<ExecSettings> read_exec_settings(Settings& section);

} // namespace orderhook
