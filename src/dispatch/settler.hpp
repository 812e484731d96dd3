// Records outcomes in the journal, in their order.
#pragma once

#include "async/loop.hpp"
#include "journal/journal.hpp"

#include <functional>
#include <vector>

namespace orderhook {

/// Settles batch after batch. One is under way at a time, so that they become durable in order;
/// what comes meanwhile makes up the next. A batch that fails is tried again until it succeeds, and
/// its lanes wait for it: nothing is run again because the journal was away. On the loop only.
class Settler {
public:
    /// Whose outcome it is.
    struct Owner {
        std::size_t handler = 0; ///< index of the handler
        Lane lane = 0;
    };
    struct Settled {
        Owner owner;
        Settlement::Verdict verdict = Settlement::Verdict::done;
        Time due_at{};
    };
    using Receiver = std::function<void(const std::vector<Settled>&)>;

    /// `receiver` is told of each batch once it is durable.
    Settler(Loop& loop, Journal& journal, Receiver receiver);

    /// Hands over what is there without waiting for the batch before it. Nothing may be added
    /// afterwards.
    void flush();

    /// Outcomes that are added in one turn of the loop go into one batch.
    void add(Settlement settlement, Owner owner);

    /// Whether everything added is durable.
    [[nodiscard]] bool is_idle() const { return next_.empty() && !is_busy_; }

private:
    void start_batch();
    void send();
    void answered(const Result<std::monostate>& result);

    Loop& loop_;
    Journal& journal_;
    Receiver receiver_;
    std::vector<Settlement> next_, batch_;
    std::vector<Settled> next_settled_, batch_settled_;
    bool is_busy_ = false;
    bool is_failing_ = false;
};

} // namespace orderhook
