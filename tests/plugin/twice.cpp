// A plug-in with a name that another one has.
#include <orderhook/firespring.hpp>
#include <orderhook/plugin.hpp>

namespace {

struct Other final : orderhook::HandlerOf<orderhook::firespring::OrderCreated> {
    using HandlerOf::HandlerOf;
    orderhook::Outcome
    on(const orderhook::firespring::OrderCreated&,
       const orderhook::Event&,
       const orderhook::Attempt&) override {
        return orderhook::Done{};
    }
};

} // namespace

ORDERHOOK_PLUGIN(own) { own.add_handler<Other>("first-order"); }
