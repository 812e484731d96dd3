// Connections to one receiver.
#pragma once

#include "handlers/http/verdict.hpp"

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>
#include <orderhook/time.hpp>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook::outgoing {

struct ConnectionOptions {
    std::string url{};
    std::filesystem::path ca_file{};            ///< instead of the system's; empty: those
    std::filesystem::path client_certificate{}; ///< empty: none
    std::filesystem::path client_key{};         ///< empty: it stands with the certificate
    std::optional<std::string> proxy{};         ///< empty: none; absent: that of the environment
    Duration connect_timeout = std::chrono::seconds{10};
    Duration drain_time = std::chrono::seconds{2}; ///< for the rest of an answer's body
};

/// As many connections as calls at one time, kept open between calls. Thread-safe.
class Connections {
public:
    explicit Connections(ConnectionOptions options);
    ~Connections();

    /// Posts and waits for the answer, whatever its status. The answer counts once its head is
    /// there: of the body no more than 1 MiB is read, for no longer than `drain_time`. A stop ends
    /// it at once. Errors are `unavailable`: no answer came, and why.
    [[nodiscard]] Result<Answer>
    post(const Headers& headers, std::string_view body, const std::stop_token& stop);

private:
    class Connection;

    [[nodiscard]] std::unique_ptr<Connection> take();
    void give_back(std::unique_ptr<Connection> connection);

    const ConnectionOptions options_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Connection>> idle_; // the last one used is the first to be taken
};

} // namespace orderhook::outgoing
