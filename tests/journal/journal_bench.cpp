// How many events a second the SQLite journal takes, and what each costs.
//
//     journal_bench FOLDER [EVENTS [OUTSTANDING [MAX_MIB [WINDOW]]]]
//
// Keeps OUTSTANDING (64) appends waiting; each has a body of 725 bytes and is owed to one handler,
// which settles whatever is fresh as done, in batches. With MAX_MIB (0: none) the journal prunes to
// that size meanwhile, with WINDOW seconds it forgets dedupe keys. Build it with -O2 (preset
// release, with -DORDERHOOK_TESTS=ON).
#include "crypto/event_id_source.hpp"
#include "journal/sqlite/sqlite_journal.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <mutex>
#include <random>

namespace {

using namespace orderhook;
using SteadyClock = std::chrono::steady_clock;

// Vendors' times rise, as they do in fact. The samples that bench sends afterwards are of 2021.
constexpr Time first_occurred_at{std::chrono::seconds{1'577'836'800}}; // 2020-01-01

class BenchLoop final : public Loop {
public:
    void post(Task task) override {
        std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
        posted_.notify_one();
    }
    void after(Duration, Task) override {}

    void run_some() {
        std::unique_lock lock(mutex_);
        posted_.wait(lock, [&] { return !tasks_.empty(); });
        const auto tasks = std::exchange(tasks_, {});
        lock.unlock();
        for (const Task& task : tasks)
            task();
    }

private:
    std::mutex mutex_;
    std::condition_variable posted_;
    std::deque<Task> tasks_;
};

struct CommitCounts {
    std::atomic<std::size_t> commits = 0;
    std::atomic<std::size_t> pruned = 0;
    std::atomic<std::int64_t> slowest = 0;

    void operator()(const Commit& commit) {
        ++commits;
        pruned += commit.pruned.events;
        slowest = std::max(slowest.load(), std::int64_t{commit.took.count()});
    }
};

double cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Bench {
public:
    Bench(const SqliteSettings& settings, std::size_t events)
        : events_(events),
          journal_(open(settings)) {
        latencies_.reserve(events);
        journal_->on_committed([this](std::vector<Delivery> fresh) {
            for (const Delivery& delivery : fresh) {
                Settlement& done = done_.emplace_back();
                done.handler = delivery.handler;
                done.position = delivery.position;
            }
        });
    }

    void run(std::size_t outstanding) {
        const auto started = SteadyClock::now();
        const double cpu = cpu_seconds();
        for (std::size_t i = 0; i < outstanding; ++i)
            append();
        while (answered_ < events_ || settled_ < events_) {
            loop_.run_some();
            settle();
        }
        const double used = cpu_seconds() - cpu;
        const double took = std::chrono::duration<double>(SteadyClock::now() - started).count();
        report(took, used);
        journal_->close();
    }

private:
    std::unique_ptr<Journal> open(const SqliteSettings& settings) {
        auto journal = open_sqlite_journal(settings, loop_, clock_, [this](const Commit& commit) {
            counts_(commit);
        });
        if (journal) return std::move(*journal);
        std::fprintf(stderr, "%s\n", journal.error().message.c_str());
        std::exit(1);
    }

    void append() {
        if (asked_++ >= events_) return;
        NewEvent event;
        event.event.id = ids_.next(clock_.now());
        event.event.source = "ordergroove-eu";
        event.event.provider = "ordergroove";
        event.event.envelope.type = "order.success";
        event.event.envelope.dedupe_key = std::to_string(random_()) + std::to_string(random_());
        event.event.envelope.order_key = "order:" + std::to_string(random_() % 100'000);
        event.event.envelope.occurred_at = first_occurred_at + Duration{asked_};
        event.event.headers = {{"Content-Type", "application/json"}, {"User-Agent", "bench/1"}};
        event.event.received_at = clock_.now();
        event.event.body.assign(725, 'x');
        event.handlers = {"erp"};
        journal_->append(
            std::move(event),
            [this, at = SteadyClock::now()](Result<Appended> result) {
                if (!result) std::exit(2);
                latencies_.push_back(SteadyClock::now() - at);
                ++answered_;
                append();
            }
        );
    }

    void settle() {
        if (done_.empty()) return;
        const std::size_t size = done_.size();
        journal_->settle(std::exchange(done_, {}), [this, size](Result<std::monostate> result) {
            if (!result) std::exit(2);
            settled_ += size;
        });
    }

    void report(double took, double cpu) {
        std::sort(latencies_.begin(), latencies_.end());
        const auto at = [&](double share) {
            const auto index =
                static_cast<std::size_t>(share * static_cast<double>(latencies_.size() - 1));
            return std::chrono::duration<double, std::milli>(latencies_[index]).count();
        };
        const auto events = static_cast<double>(events_);
        const auto commits = static_cast<double>(counts_.commits);
        std::printf(
            "%.0f events/s, %.1f us CPU/event, %.0f commits/s of %.0f events\n"
            "append ms: p50 %.1f p99 %.1f p99.9 %.1f max %.1f; slowest commit %.1f ms; pruned "
            "%zu\n",
            events / took,
            cpu / events * 1e6,
            commits / took,
            events / commits,
            at(0.5),
            at(0.99),
            at(0.999),
            at(1),
            static_cast<double>(counts_.slowest) / 1e3,
            counts_.pruned.load()
        );
    }

    std::size_t events_;
    std::size_t asked_ = 0;
    std::size_t answered_ = 0;
    std::size_t settled_ = 0;
    EventIdSource ids_;
    std::mt19937_64 random_{std::random_device{}()};
    std::vector<Settlement> done_;
    std::vector<SteadyClock::duration> latencies_;
    CommitCounts counts_;
    SystemClock clock_;
    BenchLoop loop_;
    std::unique_ptr<Journal> journal_;
};

} // namespace

int main(int count, char** arguments) {
    if (count < 2) return 1;
    const std::size_t events = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 200'000;
    const std::size_t outstanding = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 64;
    SqliteSettings settings;
    settings.path = std::filesystem::path(arguments[1]) / "journal_bench.db";
    if (count > 4) settings.retention.max_size = std::strtoull(arguments[4], nullptr, 10) << 20;
    if (count > 5) settings.dedupe_window = std::chrono::seconds{std::atoi(arguments[5])};
    Bench(settings, events).run(outstanding);
}
