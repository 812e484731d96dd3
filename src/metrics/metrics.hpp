// What Orderhook counts, in its own words.
#pragma once

#include <orderhook/time.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace orderhook {

/// Thread-safe. Labels are names of configured things and fixed words, so their number is bounded
/// by the configuration and never by what is sent.
class Metrics {
public:
    Metrics();
    ~Metrics();

    /// These begin the series of what is configured at 0: an alert on an increase would miss the
    /// first one of a series that begins with it.
    void expect_source(std::string_view source);
    void expect_handler(std::string_view handler);

    /// Whether events are taken.
    void ready(bool is_ready);

    /// A request that was answered from its head alone: the source's name, or empty when no
    /// source has that path.
    void request(std::string_view source, int status);
    /// A request that was received whole.
    void request(std::string_view source, int status, Duration took);
    /// A request that broke a bound or the rules of HTTP, and so reached no source.
    void refused(std::string_view listener, int status);
    /// An event that no route leads anywhere.
    void unrouted(std::string_view source);
    void verified(std::string_view source, std::string_view secret);
    /// `reason` is one of the provider's fixed words.
    void rejected(std::string_view source, std::string_view reason);
    /// `disposition` is accepted, duplicate, conflict, quarantined, rejected (malformed) or failed.
    void appended(std::string_view source, std::string_view disposition);
    void commit(std::size_t events, std::size_t settlements, Duration took);
    /// Events that the journal forgot, their time being over.
    void pruned(std::size_t events);

    /// `outcome` is done, ignored, retry or dead.
    void attempt(std::string_view handler, std::string_view outcome, Duration took);
    void timed_out(std::string_view handler);
    void overdue(std::string_view handler, std::size_t calls);
    void overloaded(std::string_view handler, bool is_overloaded);
    void paused(std::string_view handler, bool is_paused);
    void circuit(std::string_view handler, bool is_open);
    void held_lanes(std::string_view handler, std::size_t lanes);
    void pending(std::string_view handler, std::uint64_t deliveries);
    void dead_letters(std::string_view handler, std::uint64_t deliveries);
    void parked(std::string_view handler, std::uint64_t deliveries);
    void drift(std::string_view source, std::size_t differences);

    void connections(std::string_view listener, std::size_t open);

    /// Prometheus text format.
    [[nodiscard]] std::string to_text() const;

private:
    struct Families;
    std::unique_ptr<Families> families_;
};

} // namespace orderhook
