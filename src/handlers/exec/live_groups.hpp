// The process groups of programs that run.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <set>

namespace orderhook {

/// Knows the groups that must not outlive the service. Thread-safe.
class LiveGroups {
public:
    /// Adds a group, by its leader; kills it at once when all were killed before.
    void add(pid_t leader);

    /// Comes before its leader is waited for, after which the number may be somebody else's.
    void remove(pid_t leader);

    /// SIGKILL for all of them, and for each that is added later.
    void kill_all();

private:
    std::mutex mutex_;
    std::set<pid_t> leaders_;
    bool are_killed_ = false;
};

/// Those of this process. `std::quick_exit` kills them all.
[[nodiscard]] LiveGroups& live_groups();

} // namespace orderhook
