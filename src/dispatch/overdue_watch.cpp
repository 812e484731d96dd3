#include "dispatch/overdue_watch.hpp"

#include "log/log.hpp"

#include <algorithm>

namespace orderhook {

OverdueWatch::OverdueWatch(
    const std::string& handler,
    const HandlerOptions& options,
    const DispatchParts& parts,
    Workers& workers,
    Receiver overdue
)
    : handler_(handler),
      timeout_(options.timeout),
      most_spares_(options.concurrency),
      parts_(parts),
      workers_(workers),
      receiver_(std::move(overdue)) {}

void OverdueWatch::start() {
    if (!has_timer_) set_timer(timeout_);
}

void OverdueWatch::returned() {
    const bool was_overloaded = is_overloaded();
    --overdue_;
    count(was_overloaded);
    start(); // the sync for its outcome may take long as well
}

// Never for longer than the timeout, since the clock may be set back.
void OverdueWatch::set_timer(Duration delay) {
    has_timer_ = true;
    parts_.loop.after(std::min(delay, timeout_), [this] { look(); });
}

void OverdueWatch::look() {
    has_timer_ = false;
    const Time now = parts_.clock.now();
    const auto at_work = workers_.expire(now - timeout_);
    if (at_work.on_time)
        set_timer(*at_work.on_time + timeout_ - now);
    else if (at_work.has_more)
        set_timer(timeout_);
    if (at_work.newly_overdue() == 0) return;
    report(at_work, now);
    const bool was_overloaded = is_overloaded();
    overdue_ += at_work.newly_overdue();
    count(was_overloaded);
    receiver_(at_work);
}

void OverdueWatch::report(const CallsAtWork& at_work, Time now) {
    using Seconds = std::chrono::duration<double>;
    for (const Call& call : at_work.overdue) {
        const auto event = call.event.to_text();
        const Seconds ran = now - call.started_at;
        log::warn(
            "call is past its timeout",
            {{"handler", handler_}, {"event", event}, {"seconds", ran.count()}}
        );
        parts_.metrics.timed_out(handler_);
    }
    if (!at_work.overdue_sync) return;
    const Seconds ran = now - *at_work.overdue_sync;
    log::warn("sync is past its timeout", {{"handler", handler_}, {"seconds", ran.count()}});
    parts_.metrics.timed_out(handler_);
}

void OverdueWatch::count(bool was_overloaded) {
    parts_.metrics.overdue(handler_, overdue_);
    if (was_overloaded == is_overloaded()) return;
    parts_.metrics.overloaded(handler_, is_overloaded());
    if (is_overloaded())
        log::warn(
            "handler is paused: all its spare workers have calls past their timeout",
            {{"handler", handler_}, {"overdue", std::uint64_t{overdue_}}}
        );
    else
        log::info("handler goes on: an overdue call has returned", {{"handler", handler_}});
}

} // namespace orderhook
