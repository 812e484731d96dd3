// A thread that wakes when it wanted to.
#pragma once

#include <sys/prctl.h>

namespace orderhook::bench {

/// Takes the leave to be late (50 us by default) from the timers of the calling thread, as long as
/// this lives: what is late here would be charged to who is measured.
class Punctual {
public:
    Punctual() : before_(prctl(PR_GET_TIMERSLACK)) { prctl(PR_SET_TIMERSLACK, 1); }
    ~Punctual() { prctl(PR_SET_TIMERSLACK, before_); }
    Punctual(const Punctual&) = delete;
    Punctual& operator=(const Punctual&) = delete;

private:
    int before_;
};

} // namespace orderhook::bench
