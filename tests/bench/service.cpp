#include "bench/service.hpp"

#include "app/http_client.hpp"

#include <fstream>
#include <stdexcept>

namespace orderhook::bench {

namespace {

constexpr const char* admin_token = "bench-admin-token";

std::string configuration(const ServiceSetup& setup) {
    const std::string journal =
        setup.journal.empty() ? "orderhook.db" : std::filesystem::absolute(setup.journal).string();
    std::string text = "[admin]\ntoken = \"" + std::string(admin_token)
                       + "\"\n[journal]\nurl = \"sqlite://" + journal
                       + "\"\nmin_free = \"64MiB\"\n";
    text += "[[source]]\nname = \"ordergroove\"\npath = \"/hooks/ordergroove\"\n"
            "provider = \"ordergroove\"\nsecrets = [{ file = \"ordergroove.key\" }]\n";
    text += "[[source]]\nname = \"salla\"\npath = \"/hooks/salla\"\nprovider = \"salla\"\n"
            "secrets = [{ file = \"salla.key\" }]\n";
    text += "[[handler]]\nname = \"" + setup.handler + "\"\ntype = \"" + setup.handler + "\"\n"
            + setup.handler_keys;
    return text + "[[route]]\nevents = \"*\"\nhandlers = [\"" + setup.handler + "\"]\n";
}

std::vector<std::string> command(const ServiceSetup& setup) {
    std::filesystem::remove_all(setup.folder);
    std::filesystem::create_directories(setup.folder);
    std::ofstream(setup.folder / "orderhook.toml") << configuration(setup);
    std::ofstream(setup.folder / "ordergroove.key") << ordergroove_key;
    std::ofstream(setup.folder / "salla.key") << salla_key;
    return {
        setup.programs / "bench_server",
        "serve",
        "--config",
        setup.folder / "orderhook.toml",
        "--listen",
        "127.0.0.1:0",
        "--admin-listen",
        "127.0.0.1:0"};
}

std::string
request(const std::string& method, const std::string& url, const Headers& headers = {}) {
    const auto reply = HttpClient(*Url::parse(url)).request(method, "", headers, "");
    if (!reply) throw std::runtime_error(reply.error().message);
    if (reply->status >= 300) throw std::runtime_error(url + ": " + reply->body);
    return reply->body;
}

} // namespace

Service::Service(const ServiceSetup& setup) : child_(command(setup), setup.folder / "log") {
    (void)child_.wait_for(" ready");
    port_ = port_of("public");
    admin_ = "http://127.0.0.1:" + std::to_string(port_of("admin"));
}

double Service::deliveries_behind() const {
    const std::string metrics = get(admin_ + "/metrics");
    const std::string name = "\norderhook_deliveries_pending{";
    const auto at = metrics.find(name);
    if (at == metrics.npos) throw std::runtime_error("no pending deliveries in /metrics");
    return std::stod(metrics.substr(metrics.find(' ', at)));
}

std::uint16_t Service::port_of(const std::string& listener) const {
    return static_cast<std::uint16_t>(
        std::stoi(child_.wait_for("listener=" + listener + " address=127.0.0.1:"))
    );
}

void Service::post(const std::string& path) const {
    const Headers headers{{"Authorization", std::string("Bearer ") + admin_token}};
    (void)request("POST", admin_ + path, headers);
}

std::string get(const std::string& url) { return request("GET", url); }

} // namespace orderhook::bench
