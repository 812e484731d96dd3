// The whole service with one more handler, which takes the typed payload and does nothing.
#include <orderhook/ordergroove.hpp>
#include <orderhook/salla.hpp>
#include <orderhook/server.hpp>

namespace orderhook {
namespace {

class NoopHandler final : public HandlerOf<ordergroove::OrderEvent, salla::OrderCreated> {
public:
    using HandlerOf::HandlerOf;

    Outcome on(const ordergroove::OrderEvent&, const Event&, const Attempt&) override {
        return Done{};
    }
    Outcome on(const salla::OrderCreated&, const Event&, const Attempt&) override { return Done{}; }
};

} // namespace
} // namespace orderhook

int main(int count, char** arguments) {
    orderhook::Extensions own;
    own.add_handler<orderhook::NoopHandler>("noop");
    return orderhook::run(count, arguments, own);
}
