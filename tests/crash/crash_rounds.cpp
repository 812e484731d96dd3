// Kills the service under load again and again, then looks whether every promise was kept:
// crash_rounds ROUNDS [SEED]
#include "crash/order_load.hpp"
#include "crash/sightings.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <array>
#include <csignal>
#include <fstream>
#include <iostream>
#include <random>

namespace orderhook::test {
namespace {

constexpr int connections = 4;
using Loads = std::vector<std::unique_ptr<OrderLoad>>; // one for each

constexpr const char* flaky_handler = R"(
[[handler]]
name = "flaky"
type = "flaky"
path = "calls.txt"
retry_first = "10ms"
retry_cap = "50ms"
[[route]]
events = "*"
handlers = ["flaky"]
)";

constexpr std::array wal_sizes{"wal_size = \"40MiB\"", "wal_size = \"64KiB\""};

void wait(std::chrono::milliseconds time) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable never;
    (void)never.wait_for(lock, time);
}

/// Reads what a handler's file has got since the last time.
class Tail {
public:
    explicit Tail(std::filesystem::path file) : file_(std::move(file)) {}

    std::vector<std::string> lines() {
        std::ifstream in(file_);
        in.seekg(at_);
        std::vector<std::string> lines;
        for (std::string line; std::getline(in, line) && !in.eof();) {
            lines.push_back(line);
            at_ = in.tellg();
        }
        return lines;
    }

private:
    std::filesystem::path file_;
    std::ifstream::pos_type at_ = 0;
};

/// What both handlers saw, run by run.
class Watch {
public:
    explicit Watch(const Shop& shop)
        : jsonl_(shop.file("events.jsonl")),
          flaky_(shop.file("calls.txt")) {}

    void end_of_run() {
        auto& written = jsonl_runs_.emplace_back();
        for (const auto& line : jsonl_.lines()) {
            const auto event = nlohmann::json::parse(line, nullptr, false);
            if (event.is_discarded()) continue; // torn by the kill
            written.push_back({event.at("dedupe_key").get<std::string>()});
        }
        auto& called = flaky_runs_.emplace_back();
        for (const auto& line : flaky_.lines()) {
            const auto space = line.find(' ');
            called.push_back({line.substr(0, space), line.substr(space + 1) == "done"});
        }
    }

    /// Whether both kept the promise; prints what was found.
    [[nodiscard]] bool kept(const std::map<std::string, int>& promised) const {
        const bool by_jsonl = tell("jsonl", examine(jsonl_runs_, promised));
        const bool by_flaky = tell("flaky", examine(flaky_runs_, promised));
        return by_jsonl && by_flaky;
    }

private:
    /// Only calls whose outcome was not stored yet are repeated: few.
    [[nodiscard]] bool tell(const char* handler, const Findings& found) const {
        std::cout << handler << ": " << found.lost << " lost, " << found.out_of_order
                  << " out of order, " << found.repeated << " repeated calls" << std::endl;
        constexpr std::size_t few = 300; // more than are given to its workers at a time
        return found.clean() && found.repeated <= few * jsonl_runs_.size();
    }

    Tail jsonl_, flaky_;
    std::vector<RunOfCalls> jsonl_runs_, flaky_runs_;
};

/// It must neither have ended before nor have met an error.
void kill(Service& service) {
    const Ended ended = service.kill();
    if (ended.signal != SIGKILL || ended.output.find(" error ") != std::string::npos)
        throw std::runtime_error("something went wrong before it was killed:\n" + ended.output);
}

void kill_under_load(const Shop& shop, const Loads& loads, std::chrono::milliseconds after) {
    Service service(shop.config(), {}, ORDERHOOK_CRASH_SERVER);
    if (!service.ready()) throw std::runtime_error("does not start:\n" + service.output());
    for (const auto& load : loads)
        load->start(service);
    wait(after);
    kill(service);
    for (const auto& load : loads)
        load->stop();
}

void kill_while_it_starts(const Shop& shop, std::chrono::milliseconds after) {
    Service service(shop.config(), {}, ORDERHOOK_CRASH_SERVER, after);
    kill(service);
}

/// Each promised event is stored once, and nothing is owed any more.
bool is_journal_right(const Shop& shop, const std::map<std::string, int>& promised) {
    SQLite::Database journal(shop.file("orderhook.db").string());
    journal.exec("CREATE TEMP TABLE seen AS SELECT dedupe_key, count(*) AS n FROM events GROUP BY 1"
    );
    const int stored_twice = journal.execAndGet("SELECT count(*) FROM seen WHERE n > 1").getInt();
    const int owed = journal.execAndGet("SELECT count(*) FROM deliveries").getInt();
    const int dead = journal.execAndGet("SELECT count(*) FROM dead_letters").getInt();
    std::size_t missing = 0;
    SQLite::Statement find(journal, "SELECT 1 FROM seen WHERE dedupe_key = ?");
    journal.exec("CREATE UNIQUE INDEX temp.seen_key ON seen (dedupe_key)");
    for (const auto& [order, events] : promised) {
        for (int number = 0; number < events; ++number) {
            find.reset();
            find.bind(1, order + "-" + std::to_string(number));
            if (!find.executeStep()) ++missing;
        }
    }
    std::cout << "journal: " << missing << " missing, " << stored_twice << " stored twice, " << owed
              << " still owed, " << dead << " dead letters" << std::endl;
    return missing == 0 && stored_twice == 0 && owed == 0 && dead == 0;
}

/// How many events of each order were answered with a 200.
std::map<std::string, int> promised_to(const Loads& loads) {
    std::map<std::string, int> promised;
    for (const auto& load : loads)
        promised.insert(load->promised().begin(), load->promised().end());
    return promised;
}

int sum_of(const std::map<std::string, int>& promised) {
    int sum = 0;
    for (const auto& [order, count] : promised)
        sum += count;
    return sum;
}

int run(int rounds, unsigned seed) {
    std::cout << rounds << " rounds, seed " << seed << std::endl;
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> moment(1, 250);
    std::uniform_int_distribution<int> early_moment(0, 50);
    const Shop shop(flaky_handler);
    Watch watch(shop);
    Loads loads;
    for (int i = 0; i < connections; ++i)
        loads.push_back(std::make_unique<OrderLoad>(shop, "o" + std::to_string(i) + "x"));
    int kills = 0;
    const auto end_run = [&] {
        watch.end_of_run();
        // A fourth kill that meets the same delivery at work would condemn it, and rightly.
        if (++kills % 3 == 0) std::filesystem::remove(shop.file("orderhook.db.blame"));
    };
    // Some rounds end before anything is answered, on a slow machine all: then there are more, and
    // longer ones.
    const auto has_served = [&] { return 4 * sum_of(promised_to(loads)) >= rounds; };
    for (int round = 0; round < rounds || (!has_served() && round < 20 * rounds); ++round) {
        if (round % 5 == 4) {
            kill_while_it_starts(shop, std::chrono::milliseconds(early_moment(random)));
            end_run();
        }
        const std::chrono::milliseconds after(moment(random));
        kill_under_load(shop, loads, after * (1 + round / rounds));
        // In every second round the WAL is copied all the time.
        shop.reconfigure(wal_sizes[round % 2], wal_sizes[(round + 1) % 2]);
        end_run();
    }

    Service service(shop.config(), {}, ORDERHOOK_CRASH_SERVER);
    const bool settled = shop.settled(service, std::chrono::seconds{120});
    const bool stopped = service.stop().exit_code == 0;
    watch.end_of_run();

    const auto promised = promised_to(loads);
    int refused = 0;
    for (const auto& load : loads)
        refused += load->refused();
    std::cout << sum_of(promised) << " events answered 200, " << refused << " otherwise; "
              << (settled ? "all settled" : "SOME STUCK") << "; stop "
              << (stopped ? "clean" : "NOT CLEAN") << std::endl;
    const bool handlers_right = watch.kept(promised);
    const bool journal_right = is_journal_right(shop, promised);
    const bool served = has_served() && refused == 0;
    return served && settled && stopped && handlers_right && journal_right ? 0 : 1;
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
