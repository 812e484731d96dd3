// The README's example of a handler.
#pragma once

// README: begin
#include <orderhook/handler.hpp>
#include <orderhook/ordergroove.hpp>
#include <orderhook/settings.hpp>

#include <filesystem>
#include <fstream>

namespace orderhook {

/// `type = "pick-list"` with the key `folder`: a file for the warehouse for each placed order.
class PickListHandler final : public HandlerOf<ordergroove::OrderSuccess> {
public:
    PickListHandler(std::string name, std::filesystem::path folder)
        : HandlerOf(std::move(name)),
          folder_(std::move(folder)) {}

    static Result<std::unique_ptr<Handler>> create(std::string name, Settings& section) {
        auto folder = section.require<std::filesystem::path>("folder");
        if (!folder) return failure(folder);
        return std::make_unique<PickListHandler>(std::move(name), std::move(*folder));
    }

    Outcome
    on(const ordergroove::OrderSuccess& placed, const Event& event, const Attempt&) override {
        const auto& order = placed.data.object;
        if (!order.order_merchant_id) return Reject{"has no order number of ours"};
        // Named after the event: a second run writes the same file again.
        std::ofstream list(folder_ / event.id.to_text());
        list << *order.order_merchant_id << '\n';
        if (!list.flush()) return Retry{"cannot write to " + folder_.string()};
        return Done{};
    }

private:
    std::filesystem::path folder_;
};

} // namespace orderhook
// README: end
