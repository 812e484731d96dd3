#include "crash/order_load.hpp"

#include "app/http_client.hpp"

namespace orderhook::test {

namespace {

constexpr int orders = 8;

} // namespace

void OrderLoad::start(const Service& service) {
    stopping_ = false;
    thread_ = std::thread([this, url = service.url("/hooks/shop")] { run(url); });
}

void OrderLoad::stop() {
    stopping_ = true;
    if (thread_.joinable()) thread_.join();
}

void OrderLoad::run(const std::string& url) {
    HttpClient client(*Url::parse(url));
    for (int turn = 0; !stopping_; ++turn) {
        const std::string order = name_ + std::to_string(turn % orders);
        int& answered = promised_[order];
        const auto body = order_event(order + "-" + std::to_string(answered), order);
        const Headers headers{{"Ordergroove-Signature", shop_.sign(body)}};
        const auto reply = client.request("POST", "", headers, body);
        if (!reply) return;
        ++(reply->status == 200 ? answered : refused_);
    }
}

} // namespace orderhook::test
