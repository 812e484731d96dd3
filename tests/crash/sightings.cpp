#include "crash/sightings.hpp"

#include <algorithm>
#include <optional>

namespace orderhook::test {

namespace {

/// What the handler has seen of one order.
struct Seen {
    int next = 0; ///< the first number that was never done
    std::optional<std::size_t> run;
    int due = 0; ///< the number that is to come in this run
};

void note(Seen& seen, std::size_t run, int number, bool is_done, Findings& findings) {
    const bool in_order = seen.run == run ? number == seen.due : number <= seen.next;
    if (!in_order) ++findings.out_of_order;
    if (number < seen.next) ++findings.repeated;
    seen.run = run;
    seen.due = is_done ? number + 1 : number;
    seen.next = std::max(seen.next, seen.due);
}

} // namespace

Findings examine(const std::vector<RunOfCalls>& runs, const std::map<std::string, int>& promised) {
    Findings findings;
    std::map<std::string, Seen> orders;
    for (std::size_t run = 0; run < runs.size(); ++run) {
        for (const auto& [key, is_done] : runs[run]) {
            const auto dash = key.rfind('-');
            const int number = std::stoi(key.substr(dash + 1));
            note(orders[key.substr(0, dash)], run, number, is_done, findings);
        }
    }
    for (const auto& [order, count] : promised) {
        const int missing = count - orders[order].next;
        if (missing > 0) findings.lost += static_cast<std::size_t>(missing);
    }
    return findings;
}

} // namespace orderhook::test
