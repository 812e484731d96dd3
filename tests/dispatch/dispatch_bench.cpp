// What a delivery costs from the journal's commit to its durable outcome, with a handler that does
// nothing and a body that is not decoded. Run it in a build with -O2:
//
//     dispatch_bench [deliveries] [lanes] [concurrency]
//     dispatch_bench behind [deliveries]
//
// The second form compares the rate of other lanes beside one failing head that has 200,000
// deliveries behind it with their rate without it.
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
#include <optional>
#include <string>
#include <string_view>

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
    [[nodiscard]] Outcome handle(const Event& event, const Attempt&) override {
        if (event.envelope.order_key == failing) return Retry{"down", std::chrono::hours{1}};
        ++runs;
        return Done{};
    }
    static constexpr std::string_view failing = "order:failing";
    static inline std::atomic<std::size_t> runs = 0;
};

/// Hands out commits of 100 deliveries, as long as few wait to be run: the journal does not know
/// them, so they must have room in the window. They share one event, so that making events is not
/// measured.
class Source {
public:
    /// `last`: the position before the first one.
    Source(Dispatcher& dispatcher, std::size_t count, std::size_t lanes, Position last = 0)
        : dispatcher_(dispatcher),
          count_(count),
          last_(last),
          lanes_(lanes),
          most_waiting_(std::min<std::size_t>(4000, lanes * 100)) {}

    void commit() {
        while (sent_ < count_ && sent_ - NoHandler::runs < most_waiting_) {
            std::vector<Delivery> deliveries;
            for (int i = 0; i < 100 && sent_ < count_; ++i) {
                ++sent_;
                const Lane lane = sent_ * 7919 % lanes_;
                deliveries.push_back({"nothing", last_ + sent_, lane, 0, {}, event_});
            }
            dispatcher_.committed(std::move(deliveries));
        }
    }

private:
    Dispatcher& dispatcher_;
    std::size_t count_;
    Position last_;
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

/// A journal in memory that settles what it does not know at no cost, however much it knows.
class BenchJournal final : public Journal {
public:
    explicit BenchJournal(Loop& loop) : memory_(loop) {}

    void on_committed(Committed receiver) override { memory_.on_committed(std::move(receiver)); }
    void append(NewEvent event, Answer<Appended> answer) override {
        ++known_;
        memory_.append(std::move(event), std::move(answer));
    }
    void settle(std::vector<Settlement> batch, Answer<std::monostate> answer) override {
        std::erase_if(batch, [&](const auto& settlement) { return settlement.position > known_; });
        memory_.settle(std::move(batch), std::move(answer));
    }
    void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Answer<std::vector<PendingDelivery>> answer
    ) override {
        memory_.scan(std::move(handler), after, limit, std::move(answer));
    }
    void fetch(
        std::string handler,
        std::vector<Position> positions,
        Answer<std::vector<Delivery>> answer
    ) override {
        memory_.fetch(std::move(handler), std::move(positions), std::move(answer));
    }
    void backlog(Answer<std::vector<Backlog>> answer) override { memory_.backlog(answer); }
    void dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) override {
        memory_.dead_lanes(std::move(handler), std::move(answer));
    }
    void set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) override {
        memory_.set_paused(std::move(handler), is_paused, std::move(answer));
    }
    void paused_handlers(Answer<std::vector<std::string>> answer) override {
        memory_.paused_handlers(std::move(answer));
    }
    [[nodiscard]] Result<void> ready() const override { return {}; }
    void close() override {}

private:
    MemoryJournal memory_;
    Position known_ = 0;
};

/// A dispatcher of one handler on a journal in memory.
struct Bench {
    explicit Bench(std::size_t concurrency) {
        NoHandler::runs = 0;
        std::vector<HandlerSetup> handlers;
        handlers.push_back({std::make_unique<NoHandler>(), {.concurrency = concurrency}});
        const auto decode = [](const Event&) { return Decoded{}; };
        dispatcher.emplace(loop, journal, clock, metrics, decode, std::move(handlers));
        journal.on_committed([this](const std::vector<Delivery>& deliveries) {
            if (has_started) dispatcher->committed(deliveries);
        });
    }
    void start() {
        bool has_answered = false;
        has_started = true;
        // What comes before the scan of the empty journal would be left to that scan.
        dispatcher->start([&](const Result<void>&) { loop.post([&] { has_answered = true; }); });
        loop.run_until([&] { return has_answered; });
    }
    void stop() {
        bool is_over = false;
        dispatcher->stop({std::chrono::seconds{60}, {}}, [&](std::size_t) { is_over = true; });
        loop.run_until([&] { return is_over; });
    }
    void append(std::string_view order, std::size_t number) {
        NewEvent event;
        event.event.envelope.order_key = order;
        event.event.envelope.dedupe_key = std::to_string(number);
        event.handlers = {"nothing"};
        journal.append(std::move(event), [](const Result<Appended>&) {});
    }

    BenchLoop loop;
    BenchJournal journal{loop};
    SystemClock clock;
    Metrics metrics;
    bool has_started = false;
    std::optional<Dispatcher> dispatcher;
};

void run(std::size_t count, std::size_t lanes, std::size_t concurrency) {
    Bench bench(concurrency);
    Source source(*bench.dispatcher, count, lanes);
    const double start = seconds_of(CLOCK_MONOTONIC);
    bench.start();
    bench.loop.run_until([&] {
        source.commit();
        return NoHandler::runs == count;
    });
    bench.stop();

    const double took = seconds_of(CLOCK_MONOTONIC) - start;
    const auto each = [&](double seconds) { return seconds * 1e6 / static_cast<double>(count); };
    std::printf("%.0f deliveries/s\n", static_cast<double>(count) / took);
    std::printf("loop thread %.2f us each\n", each(seconds_of(CLOCK_THREAD_CPUTIME_ID)));
    std::printf("all threads %.2f us each\n", each(seconds_of(CLOCK_PROCESS_CPUTIME_ID)));
}

/// 10,000 lanes beside one failing head that has so many deliveries behind it.
class OtherLanes {
public:
    explicit OtherLanes(std::size_t behind) : behind_(behind), bench_(4) {
        bench_.start();
        for (std::size_t number = 0; number < behind; ++number)
            bench_.append(NoHandler::failing, number);
        bool is_stored = false;
        bench_.loop.post([&] { is_stored = true; });
        bench_.loop.run_until([&] { return is_stored; });
    }

    /// Runs so many more deliveries of the other lanes. Returns how many a second.
    double run(std::size_t count) {
        NoHandler::runs = 0;
        Source source(*bench_.dispatcher, count, 10'000, behind_ + done_);
        const double start = seconds_of(CLOCK_MONOTONIC);
        bench_.loop.run_until([&] {
            source.commit();
            return NoHandler::runs == count;
        });
        done_ += count;
        return static_cast<double>(count) / (seconds_of(CLOCK_MONOTONIC) - start);
    }
    void stop() { bench_.stop(); }

private:
    std::size_t behind_;
    std::size_t done_ = 0;
    Bench bench_;
};

/// The middle of many short turns: what else the machine does hits both alike, or only a few.
void compare(std::size_t count) {
    constexpr std::size_t turn = 100'000;
    OtherLanes alone(0);
    OtherLanes beside(200'000);
    std::vector<double> without;
    std::vector<double> with;
    std::vector<double> ratios;
    for (std::size_t done = 0; done < count; done += turn) {
        without.push_back(alone.run(turn));
        with.push_back(beside.run(turn));
        ratios.push_back(with.back() / without.back());
    }
    alone.stop();
    beside.stop();
    const auto middle = [](std::vector<double>& values) {
        std::sort(values.begin(), values.end());
        return values[values.size() / 2];
    };
    std::printf(
        "%.0f deliveries/s without, %.0f with a failing head\n",
        middle(without),
        middle(with)
    );
    std::printf("ratio %.2f (the middle of %zu turns)\n", middle(ratios), ratios.size());
}

} // namespace
} // namespace orderhook

int main(int count, char** arguments) {
    const auto argument = [&](int index, std::size_t otherwise) -> std::size_t {
        return count > index ? std::strtoul(arguments[index], nullptr, 10) : otherwise;
    };
    if (count > 1 && std::string_view(arguments[1]) == "behind")
        orderhook::compare(argument(2, 5'000'000));
    else
        orderhook::run(argument(1, 1'000'000), argument(2, 10'000), argument(3, 4));
}
