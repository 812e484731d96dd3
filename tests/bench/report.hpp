// What was measured, as a table and as JSON.
#pragma once

#include "bench/load.hpp"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace orderhook::bench {

/// One run of one scenario.
struct Sample {
    double per_second = 0;
    double p50 = 0; ///< microseconds, like the other two
    double p99 = 0;
    double p999 = 0;
    double cpu_per_thousand = 0; ///< CPU seconds of the server for 1000 requests
    double peak_mebibytes = 0;
    double logged_bytes = 0; ///< of log output for a request
    double behind = 0;       ///< deliveries that waited at the end
    double expected = 1;     ///< share of the requests that were answered as they should be
};

[[nodiscard]] Sample sample_of(const LoadResult& load);

/// The samples of each scenario over all rounds.
class Report {
public:
    /// `ceiling` names the scenario that it is compared with; its own name for none.
    void add(const std::string& scenario, const std::string& ceiling, const Sample& sample);

    void print(std::ostream& out) const;
    [[nodiscard]] std::string to_json() const;

private:
    struct Scenario {
        std::string name;
        std::string ceiling;
        std::vector<Sample> samples;
    };

    [[nodiscard]] const Scenario* find(const std::string& name) const;
    [[nodiscard]] double ratio(const Scenario& scenario) const;

    std::vector<Scenario> scenarios_; // in the order they were added first
};

} // namespace orderhook::bench
