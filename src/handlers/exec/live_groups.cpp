#include "handlers/exec/live_groups.hpp"

#include <csignal>
#include <cstdlib>

namespace orderhook {

LiveGroups::Place::Place(LiveGroups& groups) : groups_(groups) {
    const std::lock_guard lock(groups_.mutex_);
    leader_ = groups_.leaders_.emplace(groups_.leaders_.end(), 0);
}

LiveGroups::Place::~Place() {
    const std::lock_guard lock(groups_.mutex_);
    groups_.leaders_.erase(leader_);
}

// Whoever kills all first says so and then looks: either it sees this leader, or the leader sees
// that it came too late.
bool LiveGroups::Place::enter(pid_t leader) noexcept {
    *leader_ = leader;
    return !groups_.are_killed_;
}

void LiveGroups::kill_all() {
    const std::lock_guard lock(mutex_);
    are_killed_ = true;
    for (const pid_t leader : leaders_)
        if (leader != 0) ::kill(-leader, SIGKILL);
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
