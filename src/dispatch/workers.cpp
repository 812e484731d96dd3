#include "dispatch/workers.hpp"

namespace orderhook {

Workers::Workers(
    std::unique_ptr<Handler> handler,
    std::size_t concurrency,
    std::vector<BlameSlot> slots,
    Decode decode,
    const Clock& clock,
    Loop& loop,
    Workshop::Receiver receiver
)
    : workshop_(std::make_shared<Workshop>(
        std::move(handler),
        concurrency,
        std::move(slots),
        std::move(decode),
        clock,
        loop,
        std::move(receiver)
    )),
      threads_(2 * concurrency) {
    try {
        hire();
    } catch (...) {
        (void)close(); // or those that started would be waited for without end
        throw;
    }
}

Workers::~Workers() {
    (void)close(); // what it drops is run after the next start
    threads_.clear();
    // Progress that is still on its way to the loop finds nobody.
    workshop_->abandon();
}

CallsAtWork Workers::expire(Time started_by) {
    auto at_work = workshop_->expire(started_by);
    if (!at_work.overdue.empty()) hire();
    return at_work;
}

// A seat that is free again was left by its thread, which is joined here without a wait.
void Workers::hire() {
    for (const std::size_t seat : workshop_->hire())
        threads_[seat] = std::jthread([workshop = workshop_, seat] { workshop->work(seat); });
}

void Workers::abandon() {
    workshop_->abandon();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.detach();
    threads_.clear();
}

} // namespace orderhook
