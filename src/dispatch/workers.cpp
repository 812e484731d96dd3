#include "dispatch/workers.hpp"

#include "log/log.hpp"

#include <exception>
#include <system_error>
#include <utility>

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
    interrupt();
    threads_.clear();
    // Progress that is still on its way to the loop finds nobody.
    workshop_->abandon();
}

CallsAtWork Workers::expire(Time started_by) {
    auto at_work = workshop_->expire(started_by);
    const bool is_abandoned = threads_.empty();
    if (is_abandoned) return at_work;
    try {
        hire(); // also those that were refused before
        is_refused_ = false;
    } catch (const std::system_error& refused) {
        if (std::exchange(is_refused_, true)) return at_work;
        const auto name = std::string(handler().name());
        log::error("no spare worker can be had", {{"handler", name}, {"reason", refused.what()}});
    }
    return at_work;
}

// A seat that is free again was left by its thread, which is joined here without a wait.
void Workers::hire() {
    std::exception_ptr refused;
    for (const std::size_t seat : workshop_->hire()) {
        try {
            threads_[seat] = std::jthread([workshop = workshop_, seat] { workshop->work(seat); });
        } catch (const std::system_error&) {
            workshop_->vacate(seat);
            refused = std::current_exception();
        }
    }
    if (refused) std::rethrow_exception(refused);
}

void Workers::abandon() {
    workshop_->abandon();
    for (auto& thread : threads_)
        if (thread.joinable()) thread.detach();
    threads_.clear();
}

} // namespace orderhook
