// A loop that a test turns by hand: no threads of its own, no sleeps.
#pragma once

#include "async/loop.hpp"
#include "support/manual_clock.hpp"
#include "support/patience.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

namespace orderhook::test {

class ManualLoop final : public Loop {
public:
    explicit ManualLoop(ManualClock& clock) : clock_(clock) {}

    void post(Task task) override {
        std::lock_guard lock(mutex_);
        posted_.push_back(std::move(task));
        changed_.notify_all();
    }

    void after(Duration delay, Task task) override {
        timers_.emplace(clock_.now() + delay, std::move(task));
    }

    /// As a process that ends does.
    void forget_timers() { timers_.clear(); }

    /// Runs what is posted until nothing is left. Returns how many tasks ran.
    std::size_t run_posted() {
        std::size_t ran = 0;
        while (auto task = next()) {
            task();
            ++ran;
        }
        return ran;
    }

    /// Runs tasks, waiting for other threads to post them, until `condition` holds. False after
    /// `patience` without it.
    template <class Condition> bool run_until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + patience;
        while (true) {
            run_posted();
            if (condition()) return true;
            std::unique_lock lock(mutex_);
            if (!changed_.wait_until(lock, give_up, [&] { return !posted_.empty(); })) return false;
        }
    }

    /// Moves the clock, running each timer that falls due, and what those post.
    void advance(Duration by) {
        const Time end = clock_.now() + by;
        while (!timers_.empty() && timers_.begin()->first <= end) {
            auto timer = timers_.extract(timers_.begin());
            if (timer.key() > clock_.now()) clock_.advance(timer.key() - clock_.now());
            timer.mapped()();
            run_posted();
        }
        clock_.advance(end - clock_.now());
    }

private:
    Task next() {
        std::lock_guard lock(mutex_);
        if (posted_.empty()) return {};
        Task task = std::move(posted_.front());
        posted_.pop_front();
        return task;
    }

    ManualClock& clock_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> posted_;
    std::multimap<Time, Task> timers_;
};

} // namespace orderhook::test
