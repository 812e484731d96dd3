// What a handler saw over several runs of the service, and whether that kept the promise.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace orderhook::test {

/// A call of the handler.
struct Sighting {
    std::string key;     ///< of the event, `<order>-<number>`, numbered from 0 within its order
    bool is_done = true; ///< or it asked to be called again
};

/// Those of one run of the service, in their order.
using RunOfCalls = std::vector<Sighting>;

struct Findings {
    std::size_t lost = 0;         ///< promised and never done
    std::size_t out_of_order = 0; ///< seen before an earlier one of its order was done, or again
                                  ///< after it was done in the same run
    std::size_t repeated = 0;     ///< done before, in an earlier run: allowed, and counted

    [[nodiscard]] bool clean() const noexcept { return lost == 0 && out_of_order == 0; }
};

/// Compares them with what was promised: the number of events of each order that were answered
/// with a 200. Within a run an order's numbers ascend without a gap, each as often as it is tried,
/// until it is done; a run begins at or before the first number that was not done in any.
[[nodiscard]] Findings
examine(const std::vector<RunOfCalls>& runs, const std::map<std::string, int>& promised);

} // namespace orderhook::test
