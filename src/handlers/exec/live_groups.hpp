// The process groups of programs that run.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <list>
#include <mutex>

namespace orderhook {

/// Knows the groups that must not outlive the service. Thread-safe.
class LiveGroups {
public:
    /// The place of one group among them, taken before its leader exists: no moment is left at
    /// which a program runs and nobody knows it.
    class Place {
    public:
        explicit Place(LiveGroups& groups);
        Place(const Place&) = delete;
        Place& operator=(const Place&) = delete;

        /// Comes before its leader is waited for, after which the number may be somebody else's;
        /// unless the leader left.
        ~Place();

        /// The leader says so itself, before it becomes the program; takes no lock and no memory.
        /// False when all were killed before, and it has to end.
        [[nodiscard]] bool enter(pid_t leader) noexcept;

        /// The leader ends without having become the program.
        void leave() noexcept { *leader_ = 0; }

    private:
        LiveGroups& groups_;
        std::list<std::atomic<pid_t>>::iterator leader_;
    };

    /// SIGKILL for all of them; none enters later.
    void kill_all();

private:
    // A new process uses them in the memory of the old one, and must find no lock there.
    static_assert(std::atomic<pid_t>::is_always_lock_free);
    static_assert(std::atomic<bool>::is_always_lock_free);

    std::mutex mutex_;
    std::list<std::atomic<pid_t>> leaders_; // 0 where nobody has entered
    std::atomic<bool> are_killed_ = false;
};

/// Those of this process. `std::quick_exit` kills them all.
[[nodiscard]] LiveGroups& live_groups();

} // namespace orderhook
