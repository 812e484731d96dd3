// Threads that come after those that answer the vendors.
#pragma once

#include <pthread.h>
#include <sched.h>

namespace orderhook {

/// From now on the calling thread gets its share of the processors, but interrupts no other thread
/// when it has been woken. Else it would each time come before the one that gave it work: before
/// the loop or the journal's writer, and so before what answers the vendors.
///
/// Threads that it starts are the same; see `make_this_thread_ordinary`. Changes nothing where the
/// system does not allow it, or when the service runs with another policy than the usual one.
inline void make_this_thread_background() {
    const sched_param none{};
    if (sched_getscheduler(0) == SCHED_OTHER)
        (void)pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);
}

/// Takes that back. Takes no lock and no memory, for a process that is about to be another program.
inline void make_this_thread_ordinary() noexcept {
    const sched_param none{};
    if (sched_getscheduler(0) == SCHED_BATCH) (void)sched_setscheduler(0, SCHED_OTHER, &none);
}

} // namespace orderhook
