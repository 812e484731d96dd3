// A handler with settings of its own.
#pragma once

// README: begin
#include <orderhook/handler.hpp>
#include <orderhook/ordergroove.hpp>
#include <orderhook/settings.hpp>

#include <filesystem>
#include <fstream>

/// `type = "pick-list"` with the key `folder`: a file for the warehouse for each placed order.
class PickListHandler final : public orderhook::HandlerOf<orderhook::ordergroove::OrderSuccess> {
public:
    PickListHandler(std::string name, std::filesystem::path folder)
        : HandlerOf(std::move(name)),
          folder_(std::move(folder)) {}

    static orderhook::Result<std::unique_ptr<orderhook::Handler>>
    create(std::string name, orderhook::Settings& section) {
        auto folder = section.require<std::filesystem::path>("folder");
        if (!folder) return orderhook::failure(folder);
        return std::make_unique<PickListHandler>(std::move(name), std::move(*folder));
    }

    orderhook::Outcome
    on(const orderhook::ordergroove::OrderSuccess& placed,
       const orderhook::Event& event,
       const orderhook::Attempt&) override {
        const auto& order = placed.data.object;
        if (!order.order_merchant_id) return orderhook::Reject{"has no order number of ours"};
        // Named after the event: a second run writes the same file again.
        std::ofstream list(folder_ / event.id.to_text());
        list << *order.order_merchant_id << '\n';
        if (!list.flush()) return orderhook::Retry{"cannot write to " + folder_.string()};
        return orderhook::Done{};
    }

private:
    std::filesystem::path folder_;
};
// README: end
