// A thread that stays on one core.
#pragma once

#include <sched.h>

namespace orderhook::bench {

/// Keeps the calling thread on the last core it may use, as long as this lives. The scheduler takes
/// an answer for a handover: it puts who waits for it on the core of who sent it, where it then
/// waits while another core idles. Servers are not bound; a child that is started meanwhile is.
class OneCore {
public:
    OneCore() {
        sched_getaffinity(0, sizeof before_, &before_);
        cpu_set_t last;
        CPU_ZERO(&last);
        for (int core = CPU_SETSIZE; --core >= 0;) {
            if (!CPU_ISSET(core, &before_)) continue;
            CPU_SET(core, &last);
            break;
        }
        sched_setaffinity(0, sizeof last, &last);
    }
    ~OneCore() { sched_setaffinity(0, sizeof before_, &before_); }
    OneCore(const OneCore&) = delete;
    OneCore& operator=(const OneCore&) = delete;

private:
    cpu_set_t before_{};
};

} // namespace orderhook::bench
