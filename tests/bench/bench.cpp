// Measures Orderhook against a bare Beast server in the same run: bench [--rounds N] [--seconds S]
// [--only TEXT] [--growth] [--json FILE]. See scripts/bench.sh.
#include "bench/child.hpp"
#include "bench/disk.hpp"
#include "bench/report.hpp"
#include "bench/service.hpp"

#include <CLI/CLI.hpp>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace orderhook::bench {
namespace {

using Milliseconds = std::chrono::milliseconds;

// What no server here exceeds.
constexpr double most_per_second = 120'000;

struct Settings {
    int rounds = 3;
    double seconds = 10;
    std::filesystem::path folder = "build/bench/data";
    std::filesystem::path programs;
    std::filesystem::path json;
    std::string only; ///< runs the scenarios whose name holds it, and the ceilings
    bool growth = false;

    [[nodiscard]] Milliseconds time() const {
        return Milliseconds{static_cast<int>(seconds * 1000)};
    }
};

/// Loads the child, and adds what it used meanwhile.
Sample measure(const Child& child, const LoadOptions& options, Requests& requests, int status) {
    const double rate = options.rate > 0 ? options.rate : most_per_second;
    requests.sign_ahead(
        static_cast<std::size_t>(rate * std::chrono::duration<double>(options.time).count())
    );
    const double cpu_before = child.cpu_seconds();
    const auto logged_before = child.output_bytes();
    const auto load = run_load(options, requests);
    const auto count = static_cast<double>(load.latencies.size());
    Sample sample = sample_of(load);
    sample.cpu_per_thousand = (child.cpu_seconds() - cpu_before) / count * 1000;
    sample.peak_mebibytes = child.peak_mebibytes();
    sample.logged_bytes = static_cast<double>(child.output_bytes() - logged_before) / count;
    const auto found = load.answers.find(status);
    sample.expected = found == load.answers.end() ? 0 : static_cast<double>(found->second) / count;
    return sample;
}

using MakeRequests = std::function<Requests()>;

class Bench {
public:
    explicit Bench(Settings settings) : settings_(std::move(settings)) {
        std::filesystem::create_directories(settings_.folder);
    }

    void run() {
        if (settings_.growth) store_events();
        for (int round = 1; round <= settings_.rounds; ++round) {
            std::cout << "round " << round << " of " << settings_.rounds << std::endl;
            const MakeRequests small = [] { return ordergroove_requests(ordergroove_key); };
            const MakeRequests large = [] { return salla_requests(salla_key); };
            const MakeRequests forged = [] { return ordergroove_requests(ordergroove_key, true); };
            compare("725 B, 64 connections", small, 64, {"noop", "jsonl"});
            ack("forged, 64 connections", "ceiling, 725 B, 64 connections", "noop", forged, 64, 401
            );
            compare("725 B, 256 connections", small, 256, {"noop"});
            compare("11 KB, 64 connections", large, 64, {"noop", "jsonl"});
            at_fixed_rate();
            deliver_over_http();
            if (settings_.growth) grow();
        }
        if (settings_.growth) keep_a_backlog();
        report_.print(std::cout);
        if (!settings_.json.empty()) std::ofstream(settings_.json) << report_.to_json() << '\n';
    }

private:
    [[nodiscard]] ServiceSetup
    setup(const std::string& handler, const std::string& keys = {}) const {
        return {
            .programs = settings_.programs,
            .folder = settings_.folder / "service",
            .handler = handler,
            .handler_keys = handler == "jsonl" ? "path = \"events.jsonl\"\n" : keys,
        };
    }

    [[nodiscard]] bool is_named(const std::string& name) const {
        return name.find(settings_.only) != name.npos;
    }

    void compare(
        const std::string& what,
        const MakeRequests& make,
        std::size_t connections,
        const std::vector<std::string>& handlers
    ) {
        const std::string ceiling = "ceiling, " + what;
        const auto is_wanted = [&](const auto& handler) { return is_named(handler + ", " + what); };
        if (std::ranges::none_of(handlers, is_wanted) && !is_named(ceiling)) return;
        measure_ceiling(ceiling, make, connections);
        for (const auto& handler : handlers)
            ack(handler + ", " + what, ceiling, handler, make, connections, 200);
    }

    void
    measure_ceiling(const std::string& name, const MakeRequests& make, std::size_t connections) {
        const Child child(
            {settings_.programs / "ceiling_server"},
            settings_.folder / "ceiling.log"
        );
        const auto port = static_cast<std::uint16_t>(std::stoi(child.wait_for("")));
        auto requests = make();
        report_
            .add(name, name, measure(child, {port, connections, settings_.time()}, requests, 200));
    }

    void
    ack(const std::string& name,
        const std::string& ceiling,
        const std::string& handler,
        const MakeRequests& make,
        std::size_t connections,
        int status) {
        if (is_named(name))
            measure_service(name, ceiling, setup(handler), make, connections, status);
    }

    void measure_service(
        const std::string& name,
        const std::string& ceiling,
        const ServiceSetup& with,
        const MakeRequests& make,
        std::size_t connections,
        int status
    ) {
        const Service service(with);
        auto requests = make();
        auto sample = measure(
            service.child(),
            {service.port(), connections, settings_.time()},
            requests,
            status
        );
        sample.behind = service.deliveries_behind();
        report_.add(name, ceiling, sample);
    }

    void at_fixed_rate() {
        if (!is_named("1000/s")) return;
        constexpr double rate = 1000;
        const auto bytes = ordergroove_requests(ordergroove_key).body_bytes();
        const std::string sync = "fdatasync after each " + std::to_string(bytes) + " B";
        report_
            .add(sync, sync, sample_of(run_syncs(settings_.folder, bytes, settings_.time() / 4)));
        const std::string log = "group-committed log, 1000/s";
        report_.add(
            log,
            log,
            sample_of(run_group_log(settings_.folder, bytes, rate, settings_.time()))
        );
        const Service service(setup("noop"));
        auto requests = ordergroove_requests(ordergroove_key);
        run_in(service, requests);
        auto sample =
            measure(service.child(), {service.port(), 64, settings_.time(), rate}, requests, 200);
        sample.behind = service.deliveries_behind();
        report_.add("noop, 725 B, 1000/s", log, sample);
    }

    /// Until the WAL has its size, as in a service that has run for a minute: before that each
    /// commit makes the file longer, which costs the disk one more write.
    static void run_in(const Service& service, Requests& requests) {
        const auto load = run_load({service.port(), 64, Milliseconds{3000}}, requests);
        if (load.answers.size() != 1 || !load.answers.contains(200))
            throw std::runtime_error("the service refused events before it was measured");
        wait_until_delivered(service);
    }

    static void wait_until_delivered(const Service& service) {
        while (service.deliveries_behind() > 0)
            std::this_thread::sleep_for(Milliseconds{20});
    }

    /// How fast a backlog goes to a server of the shop's on this machine.
    void deliver_over_http() {
        const std::string name = "http to a local server";
        if (!is_named(name)) return;
        const Child receiver(
            {settings_.programs / "receiver_server"},
            settings_.folder / "receiver.log"
        );
        const std::string url = "http://127.0.0.1:" + receiver.wait_for("") + "/orders";
        const Service service(setup("http", "url = \"" + url + "\"\nconcurrency = 16\n"));
        service.pause("http");
        auto requests = ordergroove_requests(ordergroove_key);
        (void)run_load({service.port(), 64, settings_.time() / 2}, requests);
        const double count = service.deliveries_behind();
        const double cpu_before = service.child().cpu_seconds();
        const auto started = std::chrono::steady_clock::now();
        service.resume("http");
        wait_until_delivered(service);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
        std::istringstream seen(get(url));
        double received = 0;
        double out_of_order = 0;
        seen >> received >> out_of_order;
        Sample sample;
        sample.per_second = count / took.count();
        sample.cpu_per_thousand = (service.child().cpu_seconds() - cpu_before) / count * 1000;
        sample.peak_mebibytes = service.child().peak_mebibytes();
        sample.expected = received == count ? 1 - out_of_order / count : 0;
        report_.add(name, name, sample);
    }

    [[nodiscard]] std::filesystem::path stored(int millions) const {
        return settings_.folder / (std::to_string(millions) + "_million");
    }

    /// Journals with so many events, made once.
    void store_events() const {
        for (const int millions : {1, 5}) {
            const auto folder = stored(millions);
            if (std::filesystem::exists(folder / "journal_bench.db")) continue;
            std::filesystem::create_directories(folder);
            Child fill(
                {settings_.programs.parent_path() / "journal" / "journal_bench",
                 folder,
                 std::to_string(millions) + "000000",
                 "512"},
                folder / "log"
            );
            fill.wait();
        }
        ::sync(); // or it would be written while we measure
    }

    void grow() {
        const std::string none = "noop, no event stored";
        for (const int millions : {0, 1, 5}) {
            auto with = setup("noop");
            if (millions > 0) with.journal = stored(millions) / "journal_bench.db";
            const auto name = "noop, " + std::to_string(millions) + " million stored";
            measure_service(
                millions == 0 ? none : name,
                none,
                with,
                [] { return ordergroove_requests(ordergroove_key); },
                64,
                200
            );
        }
    }

    /// Storing while nothing is delivered, up to a backlog of a million, and a start with it.
    void keep_a_backlog() {
        auto with = setup("noop");
        with.journal = settings_.folder / "backlog.db";
        for (const char* suffix : {"", "-wal", "-shm", ".blame"})
            std::filesystem::remove(with.journal.string() + suffix);
        auto requests = ordergroove_requests(ordergroove_key);
        const std::string first = "paused, the first events";
        {
            const Service service(with);
            service.pause("noop");
            const LoadOptions load{service.port(), 64, settings_.time()};
            report_.add(first, first, measure(service.child(), load, requests, 200));
            while (service.deliveries_behind() < 1e6)
                (void)run_load(load, requests);
            auto sample = measure(service.child(), load, requests, 200);
            sample.behind = service.deliveries_behind();
            report_.add("paused, a million pending", first, sample);
        }
        const auto started = std::chrono::steady_clock::now();
        const Service service(with);
        const std::chrono::duration<double, std::micro> took =
            std::chrono::steady_clock::now() - started;
        Sample sample;
        sample.p50 = took.count();
        sample.behind = service.deliveries_behind();
        sample.peak_mebibytes = service.child().peak_mebibytes();
        report_.add("start with a million, in p50", "start with a million, in p50", sample);
    }

    Settings settings_;
    Report report_;
};

} // namespace
} // namespace orderhook::bench

int main(int count, char** arguments) {
    CLI::App app{"Measures Orderhook against a bare Beast server"};
    orderhook::bench::Settings settings;
    settings.programs = std::filesystem::absolute(arguments[0]).parent_path();
    app.add_option("--rounds", settings.rounds)->capture_default_str();
    app.add_option("--seconds", settings.seconds, "for each scenario")->capture_default_str();
    app.add_option("--json", settings.json, "file for all samples");
    app.add_option("--only", settings.only, "part of the names of what is measured");
    app.add_flag("--growth", settings.growth, "also with 1 and 5 million events stored before");
    CLI11_PARSE(app, count, arguments);
    try {
        orderhook::bench::Bench(settings).run();
    } catch (const std::exception& problem) {
        std::cerr << "bench: " << problem.what() << '\n';
        return 1;
    }
}
