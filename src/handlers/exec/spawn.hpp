// How a program becomes a process.
#pragma once

#include "handlers/exec/live_groups.hpp"

#include <sys/types.h>

namespace orderhook {

/// What a new process is made of. All of it stays the caller's.
struct Spawn {
    char* const* arguments = nullptr; ///< the program's path first; null at the end
    char* const* environment = nullptr;
    const char* directory = nullptr;
    int input = -1;                     ///< becomes standard input
    int output = -1;                    ///< becomes standard output and standard error
    LiveGroups::Place* place = nullptr; ///< the new group's
};

/// Starts the leader of a new process group with no other file open, no signal blocked and none
/// ignored, scheduled as any program. It is killed when the calling thread ends, however that comes
/// about; its own children are not, nor is a program that runs with other rights than ours
/// (set-user-ID, capabilities).
///
/// Returns the system's error, or 0 when the program runs and `id` is its leader.
[[nodiscard]] int spawn(const Spawn& what, pid_t& id);

} // namespace orderhook
