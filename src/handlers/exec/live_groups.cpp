#include "handlers/exec/live_groups.hpp"

#include <csignal>
#include <cstdlib>

namespace orderhook {

void LiveGroups::add(pid_t leader) {
    const std::lock_guard lock(mutex_);
    leaders_.insert(leader);
    if (are_killed_) ::kill(-leader, SIGKILL);
}

void LiveGroups::remove(pid_t leader) {
    const std::lock_guard lock(mutex_);
    leaders_.erase(leader);
}

void LiveGroups::kill_all() {
    const std::lock_guard lock(mutex_);
    are_killed_ = true;
    for (const pid_t leader : leaders_)
        ::kill(-leader, SIGKILL);
}

// Never destroyed: threads that nobody waits for may be about to use it.
LiveGroups& live_groups() {
    static auto* const groups = [] {
        // If this fails, the leaders still end with the process.
        (void)std::at_quick_exit([] { live_groups().kill_all(); });
        return new LiveGroups;
    }();
    return *groups;
}

} // namespace orderhook
