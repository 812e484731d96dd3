#include "dispatch/workers.hpp"

namespace orderhook {

Workers::Workers(
    std::unique_ptr<Handler> handler,
    std::size_t concurrency,
    Decode decode,
    const Clock& clock,
    Loop& loop,
    Workshop::Receiver receiver
)
    : workshop_(std::make_shared<Workshop>(
        std::move(handler),
        std::move(decode),
        clock,
        loop,
        std::move(receiver)
    )) {
    for (std::size_t thread = 0; thread < concurrency; ++thread)
        threads_.emplace_back([workshop = workshop_] { workshop->work(); });
}

Workers::~Workers() {
    (void)workshop_->close(); // what it drops is run after the next start
    for (auto& thread : threads_)
        thread.join();
    // Progress that is still on its way to the loop finds nobody.
    workshop_->abandon();
}

void Workers::abandon() {
    workshop_->abandon();
    for (auto& thread : threads_)
        thread.detach();
    threads_.clear();
}

} // namespace orderhook
