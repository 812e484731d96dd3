// The one I/O loop as the parts beside it see it: a place to run work, now or later.
#pragma once

#include <orderhook/time.hpp>

#include <functional>

namespace orderhook {

/// Runs tasks one after another on the loop's thread, in the order they were posted.
class Loop {
public:
    using Task = std::function<void()>;

    virtual ~Loop() = default;

    /// Thread-safe; never runs the task inside the call.
    virtual void post(Task task) = 0;

    /// Runs the task once the delay has passed. On the loop's thread only. Tasks still waiting
    /// when the loop ends are dropped.
    virtual void after(Duration delay, Task task) = 0;
};

} // namespace orderhook
