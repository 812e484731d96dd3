// One handler's side of the dispatcher.
#pragma once

#include "async/clock.hpp"
#include "async/loop.hpp"
#include "dispatch/retry_policy.hpp"
#include "dispatch/settler.hpp"
#include "dispatch/workers.hpp"
#include "metrics/metrics.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace orderhook {

struct HandlerOptions {
    std::size_t concurrency = 4; ///< calls of `handle` at the same time
    RetryOptions retry{};
    WindowLimits window{};
};

struct HandlerSetup {
    std::unique_ptr<Handler> handler;
    HandlerOptions options;
};

/// What every feeder borrows from the dispatcher.
struct DispatchParts {
    Loop& loop;
    Journal& journal;
    const Clock& clock;
    Metrics& metrics;
    Settler& settler;
};

/// Brings a handler's deliveries from the journal through its lanes to its workers, and their
/// outcomes to the settler. On the loop only.
class Feeder {
public:
    /// `progressed` is called after each report of the workers.
    Feeder(
        HandlerSetup setup,
        std::size_t index,
        const DispatchParts& parts,
        Decode decode,
        RetryPolicy::Uniform uniform,
        std::function<void()> progressed
    );

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] Handler& handler() { return workers_.handler(); }

    /// From now on deliveries run, those of earlier runs first.
    void start(const Backlog& backlog);

    void admit(const Delivery& delivery);
    void settled(const Settler::Settled& settled);
    /// Claims, reads and reports what follows from the calls of `admit` and `settled` before it.
    void feed();

    /// Nothing new is claimed; attempts at work are asked to stop.
    void stop();
    /// Whether all that was claimed has been handed to the settler.
    [[nodiscard]] bool is_idle() const { return at_work_ == 0; }
    /// See Workers.
    void abandon() { workers_.abandon(); }

private:
    void receive(const Progress& progress);
    void settle(const Finished& finished);
    void log_failure(const Finished& finished, const Settlement& settlement) const;
    void claim();
    void fetch();
    void scan();
    void read_later(const Error& error);
    void set_alarm();
    void count();

    const std::string name_;
    const std::size_t index_;
    const DispatchParts parts_;
    const RetryPolicy policy_;
    const std::function<void()> progressed_;
    Lanes lanes_;
    const std::size_t most_at_work_;
    std::size_t at_work_ = 0; // claims without a final outcome
    std::uint64_t pending_ = 0;
    std::uint64_t dead_ = 0;
    std::optional<Time> alarm_;
    bool is_running_ = false;
    bool may_read_ = true;
    bool is_read_failing_ = false;
    // Last, so that nothing it reports to goes before it.
    Workers workers_;
};

} // namespace orderhook
