#include "bench/report.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iomanip>
#include <ostream>

namespace orderhook::bench {

namespace {

using Field = double Sample::*;

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double median(const std::vector<Sample>& samples, Field field) {
    std::vector<double> values;
    for (const Sample& sample : samples)
        values.push_back(sample.*field);
    return median(std::move(values));
}

/// How far the rounds lie apart, as a share of their median.
double spread(const std::vector<Sample>& samples) {
    const auto [least, most] =
        std::minmax_element(samples.begin(), samples.end(), [](const auto& a, const auto& b) {
            return a.per_second < b.per_second;
        });
    const double middle = median(samples, &Sample::per_second);
    return middle > 0 ? (most->per_second - least->per_second) / middle : 0;
}

} // namespace

Sample sample_of(const LoadResult& load) {
    Sample sample;
    sample.per_second = load.per_second();
    sample.p50 = load.percentile(0.5);
    sample.p99 = load.percentile(0.99);
    sample.p999 = load.percentile(0.999);
    return sample;
}

void Report::add(const std::string& scenario, const std::string& ceiling, const Sample& sample) {
    auto found = std::find_if(scenarios_.begin(), scenarios_.end(), [&](const auto& each) {
        return each.name == scenario;
    });
    if (found == scenarios_.end()) {
        scenarios_.push_back({scenario, ceiling, {}});
        found = std::prev(scenarios_.end());
    }
    found->samples.push_back(sample);
}

const Report::Scenario* Report::find(const std::string& name) const {
    for (const Scenario& scenario : scenarios_)
        if (scenario.name == name) return &scenario;
    return nullptr;
}

// Round by round, since the machine's speed changes between them.
double Report::ratio(const Scenario& scenario) const {
    const Scenario* ceiling = find(scenario.ceiling);
    if (ceiling == nullptr) return 0;
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(scenario.samples.size(), ceiling->samples.size()); ++i) {
        const double full = ceiling->samples[i].per_second;
        ratios.push_back(
            full > 0 ? scenario.samples[i].per_second / full : 0
        ); // a start has no rate
    }
    return median(std::move(ratios));
}

void Report::print(std::ostream& out) const {
    out << std::left << std::setw(34) << "median of the rounds" << std::right << std::setw(9)
        << "req/s" << std::setw(9) << "p50 us" << std::setw(9) << "p99 us" << std::setw(10)
        << "p99.9 us" << std::setw(11) << "cpu s/1000" << std::setw(9) << "peak MiB" << std::setw(8)
        << "behind" << std::setw(9) << "log B" << std::setw(7) << "ratio" << std::setw(8)
        << "spread" << '\n';
    for (const Scenario& scenario : scenarios_) {
        const auto& samples = scenario.samples;
        out << std::left << std::setw(34) << scenario.name << std::right << std::fixed
            << std::setprecision(0) << std::setw(9) << median(samples, &Sample::per_second)
            << std::setw(9) << median(samples, &Sample::p50) << std::setw(9)
            << median(samples, &Sample::p99) << std::setw(10) << median(samples, &Sample::p999)
            << std::setprecision(3) << std::setw(11) << median(samples, &Sample::cpu_per_thousand)
            << std::setprecision(0) << std::setw(9) << median(samples, &Sample::peak_mebibytes)
            << std::setw(8) << median(samples, &Sample::behind) << std::setw(9)
            << median(samples, &Sample::logged_bytes) << std::setprecision(2) << std::setw(7)
            << ratio(scenario) << std::setprecision(0) << std::setw(7) << 100 * spread(samples)
            << "%\n";
        const double wrong = 1 - median(samples, &Sample::expected);
        if (wrong > 0) out << "    " << 100 * wrong << " % answered otherwise than expected\n";
    }
}

std::string Report::to_json() const {
    auto all = nlohmann::ordered_json::array();
    for (const Scenario& scenario : scenarios_) {
        nlohmann::ordered_json rounds = nlohmann::ordered_json::array();
        for (const Sample& sample : scenario.samples) {
            rounds.push_back(
                {{"per_second", sample.per_second},
                 {"p50_us", sample.p50},
                 {"p99_us", sample.p99},
                 {"p999_us", sample.p999},
                 {"cpu_seconds_per_1000", sample.cpu_per_thousand},
                 {"peak_mebibytes", sample.peak_mebibytes},
                 {"deliveries_behind", sample.behind},
                 {"logged_bytes_per_request", sample.logged_bytes},
                 {"as_expected", sample.expected}}
            );
        }
        all.push_back(
            {{"scenario", scenario.name},
             {"ceiling", scenario.ceiling},
             {"ratio", ratio(scenario)},
             {"spread", spread(scenario.samples)},
             {"rounds", std::move(rounds)}}
        );
    }
    return all.dump(2);
}

} // namespace orderhook::bench
