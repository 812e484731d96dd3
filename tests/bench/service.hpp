// An Orderhook under measurement.
#pragma once

#include "bench/child.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace orderhook::bench {

inline constexpr const char* ordergroove_key = "bench-verification-key";
inline constexpr const char* salla_key = "bench-webhook-secret";

/// How it is run.
struct ServiceSetup {
    std::filesystem::path programs;  ///< where bench_server is
    std::filesystem::path folder;    ///< made anew
    std::string handler;             ///< its type, and its name
    std::string handler_keys{};      ///< lines of its section
    std::filesystem::path journal{}; ///< one that is there already; empty for a new one
};

/// Runs as long as the object lives.
class Service {
public:
    explicit Service(const ServiceSetup& setup);

    [[nodiscard]] const Child& child() const noexcept { return child_; }
    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

    /// Deliveries that are not settled yet.
    [[nodiscard]] double deliveries_behind() const;

    void pause(const std::string& handler) const { post("/api/v1/handlers/" + handler + "/pause"); }
    void resume(const std::string& handler) const {
        post("/api/v1/handlers/" + handler + "/resume");
    }

private:
    [[nodiscard]] std::uint16_t port_of(const std::string& listener) const;
    void post(const std::string& path) const;

    Child child_;
    std::uint16_t port_ = 0;
    std::string admin_;
};

/// The body of what a GET of that URL is answered; throws when nobody answers.
[[nodiscard]] std::string get(const std::string& url);

} // namespace orderhook::bench
