#include "crash/sightings.hpp"

namespace orderhook::test {

namespace {

/// What the handler has seen of one order.
struct Seen {
    int next = 0;         ///< the first number that was never seen
    int last_of_run = -1; ///< -1 before the first of this run
    std::size_t run = 0;
};

void note(Seen& seen, std::size_t run, int number, Findings& findings) {
    const bool is_first_of_run = seen.last_of_run < 0 || seen.run != run;
    const bool in_order = is_first_of_run
                              ? number <= seen.next
                              : number == seen.last_of_run || number == seen.last_of_run + 1;
    if (!in_order) ++findings.out_of_order;
    if (number < seen.next) ++findings.repeated;
    if (number >= seen.next) seen.next = number + 1;
    seen.last_of_run = number;
    seen.run = run;
}

} // namespace

Findings examine(const std::vector<RunOfCalls>& runs, const std::map<std::string, int>& promised) {
    Findings findings;
    std::map<std::string, Seen> orders;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (const std::string& key : runs[run]) {
            const auto dash = key.rfind('-');
            note(orders[key.substr(0, dash)], run, std::stoi(key.substr(dash + 1)), findings);
        }
    }
    for (const auto& [order, count] : promised) {
        const int missing = count - orders[order].next;
        if (missing > 0) findings.lost += static_cast<std::size_t>(missing);
    }
    return findings;
}

} // namespace orderhook::test
