// Kills the service under load again and again, then looks whether every promise was kept:
// crash_rounds ROUNDS [SEED]
#include "crash/order_load.hpp"

#include <fstream>
#include <iostream>
#include <random>

namespace orderhook::test {
namespace {

constexpr int connections = 4;

struct Findings {
    std::size_t promised = 0;
    std::size_t lost = 0;
    std::size_t out_of_order = 0;
    std::size_t repeated = 0;
};

void wait(std::chrono::milliseconds time) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable never;
    (void)never.wait_for(lock, time);
}

/// The numbers of each order's events in the order of their first sightings.
std::map<std::string, std::vector<int>> first_sightings(const Shop& shop, Findings& findings) {
    std::map<std::string, std::vector<int>> seen;
    std::ifstream lines(shop.file("events.jsonl"));
    for (std::string line; std::getline(lines, line);) {
        const auto id = nlohmann::json::parse(line).at("dedupe_key").get<std::string>();
        const auto dash = id.rfind('-');
        auto& numbers = seen[id.substr(0, dash)];
        const int number = std::stoi(id.substr(dash + 1));
        if (std::find(numbers.begin(), numbers.end(), number) != numbers.end())
            ++findings.repeated;
        else
            numbers.push_back(number);
    }
    return seen;
}

Findings compare(const Shop& shop, const std::vector<std::unique_ptr<OrderLoad>>& loads) {
    Findings findings;
    auto seen = first_sightings(shop, findings);
    for (const auto& load : loads) {
        for (const auto& [order, promised] : load->promised()) {
            const auto& numbers = seen[order];
            findings.promised += static_cast<std::size_t>(promised);
            for (int number = 0; number < promised; ++number)
                if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
                    ++findings.lost;
            if (!std::is_sorted(numbers.begin(), numbers.end())) ++findings.out_of_order;
        }
    }
    return findings;
}

void kill_under_load(
    const Shop& shop,
    const std::vector<std::unique_ptr<OrderLoad>>& loads,
    std::chrono::milliseconds after
) {
    Service service(shop.config());
    if (!service.ready()) throw std::runtime_error("does not start:\n" + service.output());
    for (const auto& load : loads)
        load->start(service);
    wait(after);
    service.kill();
    for (const auto& load : loads)
        load->stop();
}

int run(int rounds, unsigned seed) {
    std::cout << rounds << " rounds, seed " << seed << std::endl;
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> moment(1, 250);
    const Shop shop;
    std::vector<std::unique_ptr<OrderLoad>> loads;
    for (int i = 0; i < connections; ++i)
        loads.push_back(std::make_unique<OrderLoad>(shop, "o" + std::to_string(i) + "x"));
    for (int round = 0; round < rounds; ++round)
        kill_under_load(shop, loads, std::chrono::milliseconds(moment(random)));

    Service service(shop.config());
    (void)shop.delivered(service, 1); // waits until nothing is owed
    const bool stopped = service.stop().exit_code == 0;
    const Findings found = compare(shop, loads);
    std::cout << found.promised << " events answered 200, " << found.lost << " lost, "
              << found.out_of_order << " orders out of order, " << found.repeated
              << " repeated deliveries, stop " << (stopped ? "clean" : "NOT CLEAN") << std::endl;
    return found.promised > 0 && found.lost == 0 && found.out_of_order == 0 && stopped ? 0 : 1;
}

} // namespace
} // namespace orderhook::test

int main(int count, char** arguments) {
    try {
        const int rounds = count > 1 ? std::stoi(arguments[1]) : 10;
        const auto seed =
            count > 2 ? static_cast<unsigned>(std::stoul(arguments[2])) : std::random_device{}();
        return orderhook::test::run(rounds, seed);
    } catch (const std::exception& problem) {
        std::cerr << "crash_rounds: " << problem.what() << '\n';
        return 1;
    }
}
