#include "handlers/exec/program.hpp"

#include "handlers/exec/child_process.hpp"
#include "handlers/exec/output_tail.hpp"

#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <functional>
#include <optional>
#include <system_error>

namespace orderhook {

namespace {

/// As much as a pipe holds.
constexpr std::size_t largest_read = std::size_t{64} << 10;

/// Makes a request to stop something that poll sees.
class StopEvent {
public:
    explicit StopEvent(const std::stop_token& stop)
        : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
          on_stop_(stop, [this] { (void)::eventfd_write(event_.get(), 1); }) {}

    [[nodiscard]] explicit operator bool() const noexcept { return static_cast<bool>(event_); }
    [[nodiscard]] int get() const noexcept { return event_.get(); }

private:
    FileDescriptor event_;
    std::stop_callback<std::function<void()>> on_stop_;
};

/// Stays with a program until it has ended.
class Supervision {
public:
    Supervision(const Program& program, ChildProcess child)
        : program_(program),
          child_(std::move(child)) {}

    Result<Ending> run(const StopEvent& stop) {
        while (!is_over()) {
            // A negative number is passed over.
            std::array<pollfd, 3> events{{
                {is_output_open_ ? child_.output() : -1, POLLIN, 0},
                {has_ended_ ? -1 : child_.ended(), POLLIN, 0},
                {ask_ ? -1 : stop.get(), POLLIN, 0},
            }};
            if (::poll(events.data(), events.size(), milliseconds_left()) < 0 && errno != EINTR)
                return failure(Errc::unavailable, std::generic_category().message(errno));
            if (events[0].revents != 0) read();
            if (events[1].revents != 0) has_ended_ = true;
            if (events[2].revents != 0 && !has_ended_) ask_to_end(Ending::Cause::stopped);
        }
        return finish();
    }

private:
    using Clock = std::chrono::steady_clock;

    struct Ask {
        Ending::Cause cause;
        Clock::time_point until;
    };

    // Who was asked has time to clean up, and so have the processes that it started.
    [[nodiscard]] bool is_over() const {
        if (!ask_) return has_ended_;
        return (has_ended_ && !is_output_open_) || Clock::now() >= ask_->until;
    }

    [[nodiscard]] int milliseconds_left() const {
        if (!ask_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(ask_->until - Clock::now());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
    }

    void read() {
        buffer_.resize(largest_read);
        const ssize_t count = ::read(child_.output(), buffer_.data(), buffer_.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count <= 0) {
            is_output_open_ = false;
            return;
        }
        tail_.add(std::string_view(buffer_).substr(0, static_cast<std::size_t>(count)));
        if (tail_.size() > program_.max_output) ask_to_end(Ending::Cause::flooded);
    }

    void ask_to_end(Ending::Cause cause) {
        if (ask_) return;
        ask_ = Ask{cause, Clock::now() + program_.kill_after};
        child_.signal_group(SIGTERM);
    }

    Result<Ending> finish() {
        auto ending = child_.end();
        if (!ending) return ending;
        if (is_output_open_) read();
        if (ask_ && !is_done_late(*ending)) ending->cause = ask_->cause;
        ending->output = tail_.line();
        return ending;
    }

    // Who was asked and still says that all went well is believed: once more would be once too
    // often.
    [[nodiscard]] bool is_done_late(const Ending& ending) const {
        return ask_->cause == Ending::Cause::stopped && ending.cause == Ending::Cause::exited
               && ending.number == 0;
    }

    const Program& program_;
    ChildProcess child_;
    OutputTail tail_;
    std::string buffer_;
    std::optional<Ask> ask_;
    bool has_ended_ = false;
    bool is_output_open_ = true;
};

} // namespace

Result<Ending> run_program(
    const Program& program,
    const std::vector<std::string>& environment,
    std::string_view input,
    const std::stop_token& stop
) {
    if (stop.stop_requested()) return Ending{Ending::Cause::stopped, 0, {}};
    const StopEvent stop_event(stop);
    if (!stop_event) return failure(Errc::unavailable, std::generic_category().message(errno));
    auto child = ChildProcess::start(program, environment, input);
    if (!child) return failure(child);
    return Supervision(program, std::move(*child)).run(stop_event);
}

} // namespace orderhook
