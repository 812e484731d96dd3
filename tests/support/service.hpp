// The real binary as a child process, for tests that use it as its user would.
#pragma once

#include "support/patience.hpp"

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace orderhook::test {

/// What a process that ran to its end left.
struct Ended {
    int exit_code = -1; ///< -1 when a signal ended it
    int signal = 0;     ///< that signal
    std::string output; ///< standard output and standard error
};

/// The binary that ships.
[[nodiscard]] std::string orderhook_binary();

/// Runs the binary with these arguments to its end. `input` goes to its standard input.
[[nodiscard]] Ended
run_orderhook(std::vector<std::string> arguments, const std::string& input = "");

/// `orderhook serve`, or a program like it, on ports of its own. Ends with the object at the
/// latest.
class Service {
public:
    /// Starts it with this configuration, less its listen addresses, and waits until it is ready or
    /// has ended, but no longer than that.
    explicit Service(
        const std::filesystem::path& config,
        std::vector<std::string> arguments = {},
        const std::string& program = orderhook_binary(),
        std::chrono::milliseconds at_most = patience
    );
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] bool ready() const noexcept { return ready_; }
    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://" + address_ + path;
    }
    [[nodiscard]] std::string admin_url(const std::string& path) const {
        return "http://" + admin_address_ + path;
    }
    [[nodiscard]] pid_t pid() const noexcept { return pid_; }

    /// What it has logged so far.
    [[nodiscard]] std::string output() const;

    void send_signal(int number) const;
    /// SIGKILL, and waits until it is gone; it may have ended before, by itself.
    Ended kill();
    /// SIGTERM, and waits for the end.
    Ended stop();
    /// Waits for an end that something else causes.
    Ended wait();

private:
    void read_output(int pipe);
    void wait_until_ready(std::chrono::milliseconds at_most);
    [[nodiscard]] std::string address_of(const std::string& listener) const;

    pid_t pid_ = -1;
    bool ready_ = false;
    std::string address_;
    std::string admin_address_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::string output_;
    bool output_ended_ = false;
    std::thread reader_;
};

} // namespace orderhook::test
