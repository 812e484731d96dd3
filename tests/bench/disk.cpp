#include "bench/disk.hpp"

#include "bench/punctual.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace orderhook::bench {

namespace {

using std::chrono::steady_clock;

class LogFile {
public:
    explicit LogFile(const std::filesystem::path& folder)
        : path_(folder / "bench.log"),
          file_(open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
        if (file_ < 0) throw std::system_error(errno, std::generic_category(), path_.string());
    }
    ~LogFile() {
        close(file_);
        std::filesystem::remove(path_);
    }
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    /// Has it that long from the start. It is then overwritten, as the WAL of a service is that has
    /// run for a while.
    void reserve(std::size_t bytes) {
        write(std::string(bytes, '\0'));
        written_ = 0;
    }

    void write(const std::string& text) {
        if (pwrite(file_, text.data(), text.size(), written_) != static_cast<ssize_t>(text.size())
            || fdatasync(file_) != 0)
            throw std::system_error(errno, std::generic_category(), path_.string());
        written_ += static_cast<off_t>(text.size());
    }

private:
    std::filesystem::path path_;
    int file_;
    off_t written_ = 0;
};

std::uint32_t microseconds_since(steady_clock::time_point start) {
    const auto took = steady_clock::now() - start;
    return static_cast<std::uint32_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(took).count()
    );
}

/// What waits for the log's writer.
class Waiting {
public:
    void add(steady_clock::time_point due) {
        const std::lock_guard lock(mutex_);
        due_.push_back(due);
        changed_.notify_one();
    }
    void end() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_one();
    }
    /// All that waits; nothing once it has ended.
    std::vector<steady_clock::time_point> take() {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return ended_ || !due_.empty(); });
        return std::exchange(due_, {});
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<steady_clock::time_point> due_;
    bool ended_ = false;
};

} // namespace

LoadResult
run_syncs(const std::filesystem::path& folder, std::size_t bytes, std::chrono::milliseconds time) {
    LogFile file(folder);
    const std::string entry(bytes, 'x');
    LoadResult result;
    const auto start = steady_clock::now();
    while (steady_clock::now() - start < time) {
        const auto begin = steady_clock::now();
        file.write(entry);
        result.latencies.push_back(microseconds_since(begin));
    }
    result.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    std::sort(result.latencies.begin(), result.latencies.end());
    return result;
}

LoadResult run_group_log(
    const std::filesystem::path& folder,
    std::size_t bytes,
    double rate,
    std::chrono::milliseconds time
) {
    LogFile file(folder);
    const auto seconds = std::chrono::duration<double>(time).count();
    file.reserve(bytes * static_cast<std::size_t>(rate * seconds));
    Waiting waiting;
    LoadResult result;
    std::thread writer([&] {
        for (auto group = waiting.take(); !group.empty(); group = waiting.take()) {
            file.write(std::string(group.size() * bytes, 'x'));
            for (const auto due : group)
                result.latencies.push_back(microseconds_since(due));
        }
    });
    const Punctual timers;
    const auto start = steady_clock::now();
    const auto step =
        std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(1 / rate));
    for (auto due = start; due < start + time; due += step) {
        std::this_thread::sleep_until(due);
        waiting.add(due);
    }
    waiting.end();
    writer.join();
    result.seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
    std::sort(result.latencies.begin(), result.latencies.end());
    return result;
}

} // namespace orderhook::bench
