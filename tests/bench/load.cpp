#include "bench/load.hpp"

#include "bench/one_core.hpp"
#include "bench/punctual.hpp"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <deque>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace orderhook::bench {

namespace {

using std::chrono::steady_clock;

struct Answer {
    int status = 0;
    std::size_t bytes = 0;
};

/// The first answer of the text when it is there whole. Only what the measured servers send.
std::optional<Answer> answer_in(std::string_view text) {
    constexpr std::string_view length_name = "\r\nContent-Length: ";
    const auto end = text.find("\r\n\r\n");
    if (end == text.npos) return std::nullopt;
    const auto length = text.find(length_name);
    if (length >= end) throw std::runtime_error("an answer without Content-Length");
    const auto body = std::strtoul(text.data() + length + length_name.size(), nullptr, 10);
    if (text.size() < end + 4 + body) return std::nullopt;
    return Answer{std::atoi(text.data() + text.find(' ')), end + 4 + body};
}

class Connection {
public:
    explicit Connection(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::system_error(errno, std::generic_category(), "connect");
        const int on = 1;
        setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    ~Connection() { close(socket_); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    [[nodiscard]] int socket_number() const noexcept { return socket_; }

    void send(const std::string& request, steady_clock::time_point due) {
        due_ = due;
        for (std::size_t sent = 0; sent < request.size();) {
            const auto count =
                ::send(socket_, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
            if (count < 0) throw std::system_error(errno, std::generic_category(), "send");
            sent += static_cast<std::size_t>(count);
        }
    }

    /// Reads what is there; the status once the answer is whole.
    std::optional<int> receive() {
        std::array<char, 4096> bytes;
        const auto count = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (count < 0 && errno == EAGAIN) return std::nullopt;
        if (count <= 0) throw std::runtime_error("the server closed a connection");
        received_.append(bytes.data(), static_cast<std::size_t>(count));
        const auto answer = answer_in(received_);
        if (!answer) return std::nullopt;
        received_.erase(0, answer->bytes);
        return answer->status;
    }

    [[nodiscard]] steady_clock::time_point due() const noexcept { return due_; }

private:
    int socket_;
    steady_clock::time_point due_;
    std::string received_;
};

/// When requests are due: on a schedule, or at once.
class Schedule {
public:
    Schedule(double rate, steady_clock::time_point start, steady_clock::time_point end)
        : rate_(rate),
          start_(start),
          end_(end) {}

    /// The moment the next request is due, if that is not later than now.
    std::optional<steady_clock::time_point> take(steady_clock::time_point now) {
        const auto due = rate_ > 0 ? next() : now;
        if (due > now || due >= end_) return std::nullopt;
        ++taken_;
        return due;
    }
    [[nodiscard]] bool is_over(steady_clock::time_point now) const {
        return (rate_ > 0 ? next() : now) >= end_;
    }
    /// How long nothing becomes due.
    [[nodiscard]] std::chrono::nanoseconds pause(steady_clock::time_point now) const {
        if (rate_ <= 0) return std::chrono::seconds{1};
        return std::max<std::chrono::nanoseconds>(next() - now, std::chrono::nanoseconds{0});
    }

private:
    [[nodiscard]] steady_clock::time_point next() const {
        return start_ + std::chrono::nanoseconds{std::llround(taken_ * 1e9 / rate_)};
    }

    double rate_;
    steady_clock::time_point start_, end_;
    double taken_ = 0;
};

class Load {
public:
    Load(const LoadOptions& options, Requests& requests)
        : requests_(requests),
          epoll_(epoll_create1(EPOLL_CLOEXEC)),
          start_(steady_clock::now()),
          schedule_(options.rate, start_, start_ + options.time) {
        for (std::size_t i = 0; i < options.connections; ++i) {
            auto& connection =
                connections_.emplace_back(std::make_unique<Connection>(options.port));
            epoll_event event{.events = EPOLLIN, .data = {.ptr = connection.get()}};
            epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->socket_number(), &event);
            idle_.push_back(connection.get());
        }
    }
    ~Load() { close(epoll_); }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    LoadResult run() {
        while (true) {
            send_due();
            if (idle_.size() == connections_.size() && schedule_.is_over(steady_clock::now()))
                break;
            receive();
        }
        result_.seconds = std::chrono::duration<double>(steady_clock::now() - start_).count();
        std::sort(result_.latencies.begin(), result_.latencies.end());
        return std::move(result_);
    }

private:
    void send_due() {
        while (!idle_.empty()) {
            const auto due = schedule_.take(steady_clock::now());
            if (!due) return;
            idle_.front()->send(requests_.next(), *due);
            idle_.pop_front();
        }
    }

    void receive() {
        std::array<epoll_event, 64> events;
        const auto pause = idle_.empty() ? std::chrono::nanoseconds{std::chrono::seconds{1}}
                                         : schedule_.pause(steady_clock::now());
        const timespec patience{
            .tv_sec = pause.count() / 1'000'000'000,
            .tv_nsec = pause.count() % 1'000'000'000};
        const int count = epoll_pwait2(
            epoll_,
            events.data(),
            static_cast<int>(events.size()),
            &patience,
            nullptr
        );
        for (int i = 0; i < count; ++i) {
            auto* connection =
                static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
            const auto status = connection->receive();
            if (!status) continue;
            const auto took = steady_clock::now() - connection->due();
            ++result_.answers[*status];
            result_.latencies.push_back(static_cast<std::uint32_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(took).count()
            ));
            idle_.push_back(connection);
        }
    }

    Requests& requests_;
    int epoll_;
    steady_clock::time_point start_;
    Schedule schedule_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::deque<Connection*> idle_; // taken in turns, so that none idles until it is closed
    LoadResult result_;
};

} // namespace

double LoadResult::per_second() const {
    return seconds > 0 ? static_cast<double>(latencies.size()) / seconds : 0;
}

double LoadResult::percentile(double share) const {
    if (latencies.empty()) return 0;
    const auto last = static_cast<double>(latencies.size() - 1);
    return latencies[static_cast<std::size_t>(std::ceil(share * last))];
}

LoadResult run_load(const LoadOptions& options, Requests& requests) {
    const OneCore core;
    const Punctual timers;
    return Load(options, requests).run();
}

} // namespace orderhook::bench
