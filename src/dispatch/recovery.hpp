// What a handler's earlier runs left, put right before its deliveries run.
#pragma once

#include "dispatch/dispatch_parts.hpp"
#include "dispatch/handler_options.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace orderhook {

struct Recovered {
    /// Deliveries that are to run alone, and in how many crashes they did.
    std::map<Position, std::uint32_t> suspects;
    std::size_t condemned = 0;        ///< deliveries that became dead letters
    std::vector<DeadLane> dead_lanes; ///< those that are held
};

/// Settles what was at work when the process ended as a failed attempt, then reads which lanes dead
/// letters hold. While the journal cannot be read it goes on trying. On the loop only.
class Recovery {
public:
    Recovery(
        const std::string& handler,
        const HandlerOptions& options,
        const DispatchParts& parts,
        const RetryPolicy& policy
    );

    /// Calls `done` once; at once when there is nothing to put right.
    void start(std::function<void(Recovered)> done);

private:
    void fetch();
    void fetched(const std::vector<Delivery>& deliveries);
    void accuse(const Suspect& suspect, const Delivery* delivery);
    void settle();
    void read_dead_lanes();
    void again(const Error& error, void (Recovery::*step)());

    const std::string& handler_;
    const bool holds_;
    const DispatchParts& parts_;
    const RetryPolicy& policy_;
    std::vector<Suspect> suspects_;
    std::vector<Settlement> crashes_;
    Recovered recovered_;
    std::function<void(Recovered)> done_;
};

} // namespace orderhook
