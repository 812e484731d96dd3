// What a delivery costs from the journal's commit to its durable outcome, with a handler that does
// nothing and a body that is not decoded. Run it in a build with -O2:
//
//     dispatch_bench [deliveries] [lanes] [concurrency]
#include "dispatch/dispatcher.hpp"
#include "journal/memory/memory_journal.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <mutex>

namespace orderhook {
namespace {

class BenchLoop final : public Loop {
public:
    void post(Task task) override {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        changed_.notify_one();
    }
    void after(Duration, Task) override {}

    template <class Condition> void run_until(Condition condition) {
        std::deque<Task> batch;
        while (!condition()) {
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return !tasks_.empty(); });
                batch.swap(tasks_);
            }
            for (auto& task : batch)
                task();
            batch.clear();
        }
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
};

class NoHandler final : public Handler {
public:
    [[nodiscard]] std::string_view name() const noexcept override { return "nothing"; }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event&, const Attempt&) override {
        ++runs;
        return Done{};
    }
    static inline std::atomic<std::size_t> runs = 0;
};

/// Hands out commits of 100 deliveries, as long as few wait to be run: the journal does not know
/// them, so they must have room in the window. They share one event, so that making events is not
/// measured.
class Source {
public:
    Source(Dispatcher& dispatcher, std::size_t count, std::size_t lanes)
        : dispatcher_(dispatcher),
          count_(count),
          lanes_(lanes),
          most_waiting_(std::min<std::size_t>(4000, lanes * 100)) {}

    void commit() {
        while (sent_ < count_ && sent_ - NoHandler::runs < most_waiting_) {
            std::vector<Delivery> deliveries;
            for (int i = 0; i < 100 && sent_ < count_; ++i) {
                ++sent_;
                deliveries.push_back({"nothing", sent_, sent_ * 7919 % lanes_, 0, {}, event_});
            }
            dispatcher_.committed(std::move(deliveries));
        }
    }

private:
    Dispatcher& dispatcher_;
    std::size_t count_;
    std::size_t lanes_;
    std::size_t most_waiting_;
    std::size_t sent_ = 0;
    std::shared_ptr<const Event> event_ = std::make_shared<const Event>();
};

double seconds_of(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

void run(std::size_t count, std::size_t lanes, std::size_t concurrency) {
    BenchLoop loop;
    MemoryJournal journal(loop);
    SystemClock clock;
    Metrics metrics;
    std::vector<HandlerSetup> handlers;
    handlers.push_back({std::make_unique<NoHandler>(), {.concurrency = concurrency}});
    const auto decode = [](const Event&) { return Decoded{}; };
    Dispatcher dispatcher(loop, journal, clock, metrics, decode, std::move(handlers));
    Source source(dispatcher, count, lanes);
    bool has_started = false;
    bool is_over = false;

    const double start = seconds_of(CLOCK_MONOTONIC);
    // What comes before the scan of the empty journal would be left to that scan.
    dispatcher.start([&](const Result<void>&) { loop.post([&] { has_started = true; }); });
    loop.run_until([&] { return has_started; });
    loop.run_until([&] {
        source.commit();
        return NoHandler::runs == count;
    });
    dispatcher.stop(std::chrono::seconds{60}, [&](std::size_t) { is_over = true; });
    loop.run_until([&] { return is_over; });

    const double took = seconds_of(CLOCK_MONOTONIC) - start;
    const auto each = [&](double seconds) { return seconds * 1e6 / static_cast<double>(count); };
    std::printf("%.0f deliveries/s\n", static_cast<double>(count) / took);
    std::printf("loop thread %.2f us each\n", each(seconds_of(CLOCK_THREAD_CPUTIME_ID)));
    std::printf("all threads %.2f us each\n", each(seconds_of(CLOCK_PROCESS_CPUTIME_ID)));
}

} // namespace
} // namespace orderhook

int main(int count, char** arguments) {
    const auto argument = [&](int index, std::size_t otherwise) -> std::size_t {
        return count > index ? std::strtoul(arguments[index], nullptr, 10) : otherwise;
    };
    orderhook::run(argument(1, 1'000'000), argument(2, 10'000), argument(3, 4));
}
