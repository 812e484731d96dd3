// Coroutines that are started together and never forgotten.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>

namespace orderhook {

/// Owns running coroutines: asks them to end, and waits until they have. On the loop only.
///
/// A child ends by returning or by being cancelled. One that throws anything else cannot go on, and
/// neither can we: the exception leaves `io_context::run()`.
///
/// Must not be destroyed while a child runs.
class TaskGroup {
public:
    explicit TaskGroup(boost::asio::any_io_executor executor);
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    /// Starts a child. It receives what `emit` sends, of which a coroutine lets only the terminal
    /// kind through unless it says otherwise.
    void spawn(boost::asio::awaitable<void> child);

    /// Sends a cancellation to every child.
    void emit(boost::asio::cancellation_type type);

    /// Waits until no child is left; false when some still run after `bound`. One caller at a time.
    [[nodiscard]] boost::asio::awaitable<bool> join(std::chrono::steady_clock::duration bound);

    [[nodiscard]] std::size_t size() const noexcept { return children_.size(); }

private:
    using Children = std::list<boost::asio::cancellation_signal>;

    void ended(Children::iterator child, const std::exception_ptr& failure);

    boost::asio::any_io_executor executor_;
    Children children_;
    boost::asio::steady_timer all_ended_;
};

} // namespace orderhook
