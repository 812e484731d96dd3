// Measures Orderhook against a bare Beast server in the same run: bench [--rounds N] [--seconds S]
// [--events N] [--json FILE]. See scripts/bench.sh.
#include "app/http_client.hpp"
#include "bench/child.hpp"
#include "bench/disk.hpp"
#include "bench/report.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>

namespace orderhook::bench {
namespace {

using Milliseconds = std::chrono::milliseconds;

constexpr const char* ordergroove_key = "bench-verification-key";
constexpr const char* salla_key = "bench-webhook-secret";

struct Settings {
    int rounds = 3;
    double seconds = 10;
    std::filesystem::path folder = "build/bench/data";
    std::filesystem::path programs;
    std::filesystem::path json;
    std::string only;              ///< runs the scenarios whose name holds it, and the ceilings
    std::filesystem::path journal; ///< a copy of it is served; empty for an empty one

    [[nodiscard]] Milliseconds time() const {
        return Milliseconds{static_cast<int>(seconds * 1000)};
    }
};

std::string configuration(const std::string& handler) {
    std::string text = "[journal]\nurl = \"sqlite://orderhook.db\"\nmin_free = \"64MiB\"\n";
    text += "[[source]]\nname = \"ordergroove\"\npath = \"/hooks/ordergroove\"\n"
            "provider = \"ordergroove\"\nsecrets = [{ file = \"ordergroove.key\" }]\n";
    text += "[[source]]\nname = \"salla\"\npath = \"/hooks/salla\"\nprovider = \"salla\"\n"
            "secrets = [{ file = \"salla.key\" }]\n";
    text += "[[handler]]\nname = \"" + handler + "\"\ntype = \"" + handler + "\"\n";
    if (handler == "jsonl") text += "path = \"events.jsonl\"\n";
    return text + "[[route]]\nevents = \"*\"\nhandlers = [\"" + handler + "\"]\n";
}

/// An Orderhook with an empty journal of its own.
class Orderhook {
public:
    Orderhook(const Settings& settings, const std::string& handler)
        : folder_(settings.folder / "service"),
          child_(command(settings, handler), folder_ / "log") {
        (void)child_.wait_for(" ready");
        port_ = port_of("public");
        admin_ = "http://127.0.0.1:" + std::to_string(port_of("admin"));
    }

    [[nodiscard]] const Child& child() const noexcept { return child_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    [[nodiscard]] double deliveries_behind() const {
        const auto reply = HttpClient(*Url::parse(admin_ + "/metrics")).request("GET", "", {}, "");
        if (!reply) throw std::runtime_error(reply.error().message);
        const std::string name = "\norderhook_deliveries_pending{";
        const auto at = reply->body.find(name);
        if (at == reply->body.npos) throw std::runtime_error("no pending deliveries in /metrics");
        return std::stod(reply->body.substr(reply->body.find(' ', at)));
    }

private:
    std::vector<std::string> command(const Settings& settings, const std::string& handler) {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        std::ofstream(folder_ / "orderhook.toml") << configuration(handler);
        std::ofstream(folder_ / "ordergroove.key") << ordergroove_key;
        std::ofstream(folder_ / "salla.key") << salla_key;
        if (!settings.journal.empty())
            std::filesystem::copy_file(settings.journal, folder_ / "orderhook.db");
        return {
            settings.programs / "bench_server",
            "serve",
            "--config",
            folder_ / "orderhook.toml",
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0"};
    }

    [[nodiscard]] std::uint16_t port_of(const std::string& listener) const {
        return static_cast<std::uint16_t>(
            std::stoi(child_.wait_for("listener=" + listener + " address=127.0.0.1:"))
        );
    }

    std::filesystem::path folder_;
    Child child_;
    std::uint16_t port_ = 0;
    std::string admin_;
};

/// Loads the child, and adds what it used meanwhile.
Sample measure(const Child& child, const LoadOptions& options, Requests& requests, int status) {
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
        }
        report_.print(std::cout);
        if (!settings_.json.empty()) std::ofstream(settings_.json) << report_.to_json() << '\n';
    }

private:
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
        if (!is_named(name)) return;
        const Orderhook service(settings_, handler);
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
        const Orderhook service(settings_, "noop");
        auto requests = ordergroove_requests(ordergroove_key);
        auto sample =
            measure(service.child(), {service.port(), 64, settings_.time(), rate}, requests, 200);
        sample.behind = service.deliveries_behind();
        report_.add("noop, 725 B, 1000/s", log, sample);
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
    app.add_option("--journal", settings.journal, "journal to start with, which is copied");
    CLI11_PARSE(app, count, arguments);
    try {
        orderhook::bench::Bench(settings).run();
    } catch (const std::exception& problem) {
        std::cerr << "bench: " << problem.what() << '\n';
        return 1;
    }
}
