#include "e2e/shop.hpp"

#include "app/http_client.hpp"
#include "app/lone_provider.hpp"
#include "async/clock.hpp"
#include "providers/registry.hpp"

#include <fstream>
#include <stdexcept>

namespace orderhook::test {

namespace {

constexpr const char* sections = R"(
[journal]
url = "sqlite://orderhook.db"
min_free = "1MiB"
wal_size = "40MiB"

[[source]]
name = "shop"
path = "/hooks/shop"
provider = "ordergroove"
secrets = [{ file = "key" }]

[[handler]]
name = "file"
type = "jsonl"
path = "events.jsonl"

[[route]]
events = "*"
handlers = ["file"]
)";

void write_file(const std::filesystem::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

Reply answered(const Result<Reply>& reply) {
    if (!reply) throw std::runtime_error(reply.error().message);
    return *reply;
}

/// Whether the metrics show each handler's deliveries, and none that is not settled.
bool all_settled(const Service& service) {
    const auto metrics = get(service.admin_url("/metrics")).body;
    const std::string name = "\norderhook_deliveries_pending{";
    auto at = metrics.find(name);
    if (at == metrics.npos) return false;
    for (; at != metrics.npos; at = metrics.find(name, at + 1))
        if (metrics.compare(metrics.find("} ", at), 4, "} 0\n") != 0) return false;
    return true;
}

} // namespace

Shop::Shop(const std::string& extra) : config_(folder_.path() / "orderhook.toml") {
    write_file(config_, extra + sections);
    write_file(folder_.path() / "key", std::string(key) + "\n");
}

void Shop::reconfigure(const std::string& from, const std::string& to) const {
    auto text = content_of(config_);
    const auto at = text.find(from);
    if (at == text.npos) throw std::runtime_error("not in the configuration: " + from);
    write_file(config_, text.replace(at, from.size(), to));
}

std::string Shop::sign(const std::string& body) const {
    const auto provider = make_signing_provider(*find_provider_type("ordergroove"), key);
    if (!provider) throw std::runtime_error(provider.error().message);
    return (*provider)->sign(body, SystemClock{}.now()).headers.begin()->value;
}

Reply Shop::post(const Service& service, const std::string& body, const std::string& signature)
    const {
    const Headers headers{
        {"Content-Type", "application/json"},
        {"Ordergroove-Signature", signature.empty() ? sign(body) : signature},
    };
    return answered(
        HttpClient(*Url::parse(service.url("/hooks/shop"))).request("POST", "", headers, body)
    );
}

std::vector<nlohmann::json> Shop::delivered(const Service& service, std::size_t at_least) const {
    std::vector<nlohmann::json> lines;
    (void)eventually([&] {
        // Asked first: a delivery that is settled while the lines are read may be missing in them.
        const bool is_settled = all_settled(service);
        lines.clear();
        std::ifstream in(file("events.jsonl"));
        for (std::string line; std::getline(in, line);) {
            auto object = nlohmann::json::parse(line, nullptr, false);
            if (object.is_discarded()) continue; // half written, or torn by a kill
            lines.push_back(std::move(object));
        }
        return is_settled && lines.size() >= at_least;
    });
    return lines;
}

bool Shop::settled(const Service& service, std::chrono::seconds at_most) const {
    return eventually([&] { return all_settled(service); }, at_most);
}

std::string fixture(const std::string& path) {
    auto text = content_of(std::filesystem::path(ORDERHOOK_TEST_DATA) / path);
    if (text.empty()) throw std::runtime_error("no fixture " + path);
    return text;
}

std::vector<std::string> order_and_item_types() {
    return {
        "order.change_shipping_address",
        "order.change_payment",
        "order.change_next_order_date",
        "order.skip_order",
        "order.send_now",
        "order.cancel",
        "order.success",
        "order.delete",
        "order.generic_error",
        "order.reject",
        "order.reminder",
        "order.retryable_placement_failure",
        "order.refresh_one_click_token",
        "item.create",
        "item.change_quantity",
        "item.remove",
        "item.item_subscribe",
        "item.update_price",
        "item.successfully_placed",
        "item.out_of_stock",
    };
}

std::string order_event(const std::string& id, const std::string& order, int created) {
    return R"({"id":")" + id + R"(","type":"order.success","created":)" + std::to_string(created)
           + R"(,"data":{"object":{"type":"order","merchant":"m1","public_id":")" + order
           + R"(","customer":"c1","total":"12.10","tries":0,"status":5}}})";
}

Reply get(const std::string& url) {
    return answered(HttpClient(*Url::parse(url)).request("GET", "", {}, {}));
}

} // namespace orderhook::test
