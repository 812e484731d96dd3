// The threads of one handler.
#pragma once

#include "dispatch/workshop.hpp"

#include <memory>
#include <thread>
#include <vector>

namespace orderhook {

/// Runs claims on a handler, several at once, and tells its receiver on the loop. All calls come
/// from the loop's thread; `clock` and `loop` outlive it.
class Workers {
public:
    /// For `slots` see Workshop.
    Workers(
        std::unique_ptr<Handler> handler,
        std::size_t concurrency,
        std::vector<BlameSlot> slots,
        Decode decode,
        const Clock& clock,
        Loop& loop,
        Workshop::Receiver receiver
    );
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    /// Asks the calls at work to stop and waits for them, unless `abandon` came first.
    ~Workers();

    [[nodiscard]] Handler& handler() { return workshop_->handler(); }

    void give(std::vector<Claim> claims) { workshop_->give(std::move(claims)); }

    /// The claims that have not started, in the order they were given, without progress for them.
    [[nodiscard]] std::vector<Claim> take_back() { return workshop_->take_back(); }

    /// The calls at work. Those that started at that time or before are asked to stop, keep their
    /// thread, and each gets a spare one beside it, at most as many as there are threads otherwise.
    /// A spare one ends when it is not needed any more.
    [[nodiscard]] CallsAtWork expire(Time started_by);

    /// Drops the claims that have not started, without progress for them, and returns how many.
    /// Calls at work go on and are reported.
    [[nodiscard]] std::size_t close() { return workshop_->close(); }

    /// Asks calls at work to stop, at the end. Those that then fail are reported as interrupted.
    void interrupt() { workshop_->interrupt(); }

    /// Gives up on calls that do not return: their threads are detached and own what they share,
    /// the handler too, but go on using the clock and what Decode refers to. So these must stay,
    /// and the process must then leave by std::quick_exit, which runs no destructors under them.
    void abandon();

private:
    void hire();

    // Shared with the threads, since one that is stuck in a call may outlive this object.
    std::shared_ptr<Workshop> workshop_;
    std::vector<std::jthread> threads_; // by seat
    bool is_refused_ = false;           // a thread, the last time
};

} // namespace orderhook
