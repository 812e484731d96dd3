// One run of a program, from its start to the last of its processes.
#pragma once

#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// What is run, and within which bounds.
struct Program {
    std::vector<std::string> command; ///< an absolute path, then the arguments
    std::filesystem::path directory;  ///< the working directory
    std::uint64_t max_output = std::uint64_t{64} << 10;
    Duration kill_after = std::chrono::seconds{5}; ///< from SIGTERM to SIGKILL
};

/// How a run ended.
struct Ending {
    enum class Cause {
        exited, ///< by itself, with the exit code `number`; or with 0 although it was asked to stop
        killed, ///< by the signal `number`, which we did not send
        stopped, ///< it was asked to
        flooded, ///< it printed more than `max_output`
    };

    Cause cause = Cause::exited;
    int number = 0;
    std::string output; ///< `OutputTail::line` of standard output and standard error
};

/// Runs it, without a shell, with exactly that environment (`NAME=value`), and returns when it has
/// ended. Thread-safe.
///
/// Standard input is a file in memory with exactly `input`: the program may read it as it likes,
/// again, in part or not at all. It has no other file open, and begins with the signal handling of
/// a new process. It leads a process group of its own.
///
/// When a stop is asked for, or it prints more than `max_output`, its group gets SIGTERM at once.
/// When it has then ended and nobody of the group can print any more, or when `kill_after` has
/// passed, the group gets SIGKILL. So it does, at once, when the program ends by itself: what it
/// left in the background ends with it, unless that went to a group of its own (`setsid`). Nobody
/// waits for those, even if they hold the output open.
///
/// `std::quick_exit` kills the group too. When the service ends in any other way, the program gets
/// SIGKILL, but what it has started goes on, and so does a program that runs with other rights than
/// ours (set-user-ID, capabilities): there the system has no such promise.
///
/// Errors: malformed when an argument or variable holds a NUL byte; too_large when the system
/// refuses the size of arguments and environment; unavailable when it cannot be run now.
[[nodiscard]] Result<Ending> run_program(
    const Program& program,
    const std::vector<std::string>& environment,
    std::string_view input,
    const std::stop_token& stop
);

} // namespace orderhook
