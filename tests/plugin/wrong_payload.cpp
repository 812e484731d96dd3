// An order is not what an event carries, but a part of it.
#include <orderhook/ordergroove.hpp>
#include <orderhook/plugin.hpp>

struct Wrong final : orderhook::HandlerOf<orderhook::ordergroove::Order> {
    using HandlerOf::HandlerOf;
    orderhook::Outcome
    on(const orderhook::ordergroove::Order&,
       const orderhook::Event&,
       const orderhook::Attempt&) override {
        return orderhook::Done{};
    }
};

ORDERHOOK_PLUGIN(own) { own.add_handler<Wrong>("wrong"); }
