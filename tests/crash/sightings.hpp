// What a handler saw over several runs of the service, and whether that kept the promise.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace orderhook::test {

/// The handler's calls of one run of the service, in their order. Events have the keys
/// `<order>-<number>` and are numbered from 0 within their order.
using RunOfCalls = std::vector<std::string>;

struct Findings {
    std::size_t lost = 0;         ///< promised and never seen
    std::size_t out_of_order = 0; ///< seen before an earlier one of its order was, or after a later
                                  ///< one in the same run
    std::size_t repeated = 0;     ///< seen before: allowed, and counted

    [[nodiscard]] bool clean() const noexcept { return lost == 0 && out_of_order == 0; }
};

/// Compares them with what was promised: the number of events of each order that were answered
/// with a 200. Within a run an order's numbers ascend without a gap, each as often as it is tried;
/// a run begins at or before the first number that no run has seen.
[[nodiscard]] Findings
examine(const std::vector<RunOfCalls>& runs, const std::map<std::string, int>& promised);

} // namespace orderhook::test
