#include "dispatch/settler.hpp"

#include "log/log.hpp"

namespace orderhook {

namespace {

constexpr Duration settle_again_after = std::chrono::seconds{1};

} // namespace

Settler::Settler(Loop& loop, Journal& journal, Receiver receiver)
    : loop_(loop),
      journal_(journal),
      receiver_(std::move(receiver)) {}

void Settler::add(Settlement settlement, Owner owner) {
    next_settled_.push_back({owner, settlement.verdict, settlement.due_at});
    next_.push_back(std::move(settlement));
    if (std::exchange(is_busy_, true)) return;
    loop_.post([this] { start_batch(); });
}

void Settler::flush() {
    // While the journal fails there is an older batch that it does not have yet.
    if (is_failing_ || next_.empty()) return;
    journal_.settle(std::exchange(next_, {}), [](const Result<std::monostate>&) {});
    next_settled_.clear();
}

void Settler::start_batch() {
    batch_ = std::exchange(next_, {});
    batch_settled_ = std::exchange(next_settled_, {});
    send();
}

void Settler::send() {
    journal_.settle(batch_, [this](const Result<std::monostate>& result) { answered(result); });
}

void Settler::answered(const Result<std::monostate>& result) {
    if (!result) {
        if (!std::exchange(is_failing_, true))
            log::warn("outcomes wait for the journal", {{"reason", result.error().message}});
        return loop_.after(settle_again_after, [this] { send(); });
    }
    if (std::exchange(is_failing_, false)) log::info("outcomes are recorded again");
    const auto settled = std::exchange(batch_settled_, {});
    batch_.clear();
    is_busy_ = !next_.empty();
    if (is_busy_) start_batch();
    receiver_(settled);
}

} // namespace orderhook
