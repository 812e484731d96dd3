// Notices a handler's calls that run past their timeout.
#pragma once

#include "dispatch/dispatch_parts.hpp"
#include "dispatch/handler_options.hpp"
#include "dispatch/workers.hpp"

#include <functional>
#include <string>

namespace orderhook {

/// Looks at the calls at work when the oldest of them reaches the timeout; as long as there are
/// none, no timer runs. On the loop only.
class OverdueWatch {
public:
    using Receiver = std::function<void(const CallsAtWork&)>;

    /// `overdue` is told of calls, and of a sync, once they are overdue; after the calls were asked
    /// to stop. What is borrowed need not be alive yet.
    OverdueWatch(
        const std::string& handler,
        const HandlerOptions& options,
        const DispatchParts& parts,
        Workers& workers,
        Receiver overdue
    );

    /// Claims were given to the workers.
    void start();
    /// An overdue call has returned.
    void returned();

    [[nodiscard]] std::size_t overdue() const { return overdue_; }
    /// Whether more calls are overdue than there may be spare workers.
    [[nodiscard]] bool is_overloaded() const { return overdue_ > most_spares_; }

private:
    void look();
    void set_timer(Duration delay);
    void report(const CallsAtWork& at_work, Time now);
    void count(bool was_overloaded);

    const std::string& handler_;
    const Duration timeout_;
    const std::size_t most_spares_;
    const DispatchParts& parts_;
    Workers& workers_;
    const Receiver receiver_;
    std::size_t overdue_ = 0;
    bool has_timer_ = false;
};

} // namespace orderhook
