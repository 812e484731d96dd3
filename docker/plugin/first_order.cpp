#include <orderhook/ordergroove.hpp>
#include <orderhook/plugin.hpp>

#include <iostream>

using namespace orderhook;

struct FirstOrder final : HandlerOf<ordergroove::OrderSuccess> {
    using HandlerOf::HandlerOf;
    Outcome on(const ordergroove::OrderSuccess& placed, const Event&, const Attempt&) override {
        std::cout << "placed: " + placed.data.object.public_id + '\n' << std::flush;
        return Done{};
    }
};

ORDERHOOK_PLUGIN(own) { own.add_handler<FirstOrder>("first-order"); }
