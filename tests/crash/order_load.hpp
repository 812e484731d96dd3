// Signed load that knows what it was promised.
#pragma once

#include "e2e/shop.hpp"

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace orderhook::test {

/// Posts events of a few orders over one connection, each order's events one after another, until
/// it is stopped or the service is gone. An event without an answer is posted again by the next
/// run, with the same id, before any later one of its order.
class OrderLoad {
public:
    /// `name` keeps its orders apart from those of others.
    OrderLoad(const Shop& shop, std::string name) : shop_(shop), name_(std::move(name)) {}

    void start(const Service& service);
    void stop();

    /// How many events of each order were answered with a 200. They are numbered from 0 and have
    /// the ids `<order>-<number>`.
    [[nodiscard]] const std::map<std::string, int>& promised() const noexcept { return promised_; }

    /// How many requests were answered with something else.
    [[nodiscard]] int refused() const noexcept { return refused_; }

private:
    void run(const std::string& url);

    const Shop& shop_;
    const std::string name_;
    std::map<std::string, int> promised_; // the thread's while it runs, as is refused_
    int refused_ = 0;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace orderhook::test
