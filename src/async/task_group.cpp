#include "async/task_group.hpp"

#include "async/token.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>

namespace orderhook {

namespace asio = boost::asio;

namespace {

void rethrow_unless_cancelled(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& problem) {
        if (problem.code() != asio::error::operation_aborted) throw;
    }
}

} // namespace

TaskGroup::TaskGroup(asio::any_io_executor executor)
    : executor_(std::move(executor)),
      all_ended_(executor_) {}

TaskGroup::~TaskGroup() { assert(children_.empty()); }

void TaskGroup::spawn(asio::awaitable<void> child) {
    const auto signal = children_.emplace(children_.end());
    asio::co_spawn(
        executor_,
        std::move(child),
        asio::bind_cancellation_slot(
            signal->slot(),
            [this, signal](const std::exception_ptr& failure) { ended(signal, failure); }
        )
    );
}

void TaskGroup::emit(asio::cancellation_type type) {
    // A child may end, and leave the list, inside its own emit.
    for (auto child = children_.begin(); child != children_.end();)
        (child++)->emit(type);
}

asio::awaitable<bool> TaskGroup::join(std::chrono::steady_clock::duration bound) {
    if (!children_.empty()) {
        all_ended_.expires_after(bound);
        co_await all_ended_.async_wait(tuple);
    }
    co_return children_.empty();
}

void TaskGroup::ended(Children::iterator child, const std::exception_ptr& failure) {
    children_.erase(child);
    if (children_.empty()) all_ended_.cancel();
    if (failure) rethrow_unless_cancelled(failure);
}

} // namespace orderhook
