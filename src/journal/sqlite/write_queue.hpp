// What waits for the journal's writer.
#pragma once

#include "journal/journal.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <variant>
#include <vector>

namespace orderhook {

struct AppendOperation {
    NewEvent event;
    Journal::Answer<Appended> answer;
    std::size_t bytes = 0;     ///< what it holds in memory, roughly
    Result<Appended> result{}; ///< what to answer
};

struct SettleOperation {
    std::vector<Settlement> batch;
    Journal::Answer<std::monostate> answer;
    Result<std::monostate> result{}; ///< what to answer
};

class WriteStore;

/// Something that a person asked for. It has a commit to itself, but for settlements.
struct EditOperation {
    /// Keeps what it answers for `answer`.
    std::function<void(WriteStore&, Time now, std::vector<Delivery>& fresh)> carry_out;
    Journal::Answer<std::monostate> answer;
    Result<std::monostate> result{}; ///< whether it was carried out
};

using Operation = std::variant<AppendOperation, SettleOperation, EditOperation>;

/// A list, since they are large: they go from hand to hand without being moved.
using Operations = std::list<Operation>;

/// Whether it waits through a failure of the journal, where the others are refused.
[[nodiscard]] inline bool outlasts_failure(const Operation& operation) {
    return std::holds_alternative<SettleOperation>(operation);
}

/// Takes what does not outlast a failure out of the operations.
[[nodiscard]] Operations refusable_of(Operations& operations);

/// First in, first out, with a bound on the bytes of waiting appends. Appends and edits can be
/// refused while settlements are still taken. Thread-safe.
///
/// A commit costs much and what it holds little. So settlements, for which nobody waits, are given
/// a moment to share the commit of the next append.
class WriteQueue {
public:
    explicit WriteQueue(std::size_t max_bytes) : max_bytes_(max_bytes) {}

    /// Takes exactly one operation over, in its list, unless it returns why not: closed, appends
    /// are refused, or full.
    [[nodiscard]] std::optional<Error> push(Operations& one);

    /// What one commit may hold of that which waits, in order; waits up to `patience` for it.
    /// Empty when nothing came, and at once when the queue is closed and empty.
    [[nodiscard]] Operations take(std::chrono::milliseconds patience);

    /// Puts the settlements of a group that failed back to the front. All of them outlast it.
    void put_back(Operations settlements);

    /// From now on all but settlements are refused with that error, which `status` repeats. Returns
    /// those of them that wait.
    [[nodiscard]] Operations refuse(Error reason);
    void admit();

    /// Waits until it is closed, but no longer than `patience`. True when it is closed.
    bool wait_closed(Duration patience);

    void close();
    [[nodiscard]] bool is_drained() const;

    /// Fails when any append pushed now would be refused, with room for its bytes or without.
    [[nodiscard]] Result<void> status() const;

private:
    [[nodiscard]] std::optional<Error> refusal() const;
    [[nodiscard]] std::optional<Error> refusal_of(const Operation& operation) const;
    void wait(std::unique_lock<std::mutex>& lock, std::chrono::milliseconds patience);
    [[nodiscard]] Operations take_group();

    const std::size_t max_bytes_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Operations waiting_;
    std::size_t bytes_ = 0;
    bool is_due_ = false;       // what waits is to be written now
    bool is_gathering_ = false; // settlements wait for the next append, as the last was just before
    std::optional<Error> refusal_;
    bool closed_ = false;
    std::atomic<bool> may_refuse_ = false; // for `status`, which each request asks
};

} // namespace orderhook
