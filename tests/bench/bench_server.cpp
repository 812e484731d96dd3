// The whole service with one more handler, which takes the typed payload and does nothing.
#include "app/command_line.hpp"

#include <orderhook/ordergroove.hpp>
#include <orderhook/salla.hpp>

namespace orderhook {
namespace {

class NoopHandler final : public HandlerOf<ordergroove::OrderEvent, salla::OrderCreated> {
public:
    using HandlerOf::HandlerOf;

    static Result<std::unique_ptr<Handler>> create(std::string name, Settings&) {
        return std::make_unique<NoopHandler>(std::move(name));
    }
    Outcome on(const ordergroove::OrderEvent&, const Event&, const Attempt&) override {
        return Done{};
    }
    Outcome on(const salla::OrderCreated&, const Event&, const Attempt&) override { return Done{}; }
};

} // namespace
} // namespace orderhook

int main(int count, char** arguments) {
    constexpr orderhook::HandlerType own[] = {{"noop", &orderhook::NoopHandler::create}};
    return orderhook::run_command_line(count, arguments, own);
}
