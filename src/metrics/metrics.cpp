#include "metrics/metrics.hpp"

#include "metrics/families.hpp"

#include <prometheus/text_serializer.h>

namespace orderhook {

namespace {

double seconds(Duration took) { return std::chrono::duration<double>(took).count(); }

} // namespace

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

void Metrics::expect_source(std::string_view source) {
    for (const auto disposition :
         {"accepted", "duplicate", "conflict", "quarantined", "rejected", "failed"})
        (void)families_->events.at(source, disposition);
    (void)families_->unrouted.at(source);
    (void)families_->drift.at(source);
}

void Metrics::expect_handler(std::string_view handler) {
    for (const auto outcome : {"done", "ignored", "retry", "dead"})
        (void)families_->attempts.at(handler, outcome);
    (void)families_->timed_out.at(handler);
    for (auto* series :
         {&families_->overdue,
          &families_->overloaded,
          &families_->paused,
          &families_->circuit,
          &families_->held_lanes})
        (void)series->at(handler);
}

void Metrics::ready(bool is_ready) { families_->ready.Set(is_ready ? 1 : 0); }

void Metrics::request(std::string_view source, int status) {
    families_->requests.at(source, std::to_string(status)).Increment();
}

void Metrics::request(std::string_view source, int status, Duration took) {
    request(source, status);
    families_->request_seconds.Observe(seconds(took));
}

void Metrics::refused(std::string_view listener, int status) {
    families_->refused.at(listener, std::to_string(status)).Increment();
}

void Metrics::unrouted(std::string_view source) { families_->unrouted.at(source).Increment(); }

void Metrics::verified(std::string_view source, std::string_view secret) {
    families_->verified.at(source, secret).Increment();
}

void Metrics::rejected(std::string_view source, std::string_view reason) {
    families_->rejected.at(source, reason).Increment();
}

void Metrics::appended(std::string_view source, std::string_view disposition) {
    families_->events.at(source, disposition).Increment();
}

void Metrics::commit(std::size_t events, std::size_t settlements, Duration took) {
    families_->commits.Increment();
    families_->commit_seconds.Observe(seconds(took));
    families_->commit_events.Observe(static_cast<double>(events));
    families_->commit_settlements.Observe(static_cast<double>(settlements));
}

void Metrics::pruned(std::size_t events) {
    if (events > 0) families_->pruned.Increment(static_cast<double>(events));
}

void Metrics::attempt(std::string_view handler, std::string_view outcome, Duration took) {
    families_->attempts.at(handler, outcome).Increment();
    families_->attempt_time.at(handler).Observe(seconds(took));
}

void Metrics::timed_out(std::string_view handler) { families_->timed_out.at(handler).Increment(); }

void Metrics::overdue(std::string_view handler, std::size_t calls) {
    families_->overdue.at(handler).Set(static_cast<double>(calls));
}

void Metrics::overloaded(std::string_view handler, bool is_overloaded) {
    families_->overloaded.at(handler).Set(is_overloaded ? 1 : 0);
}

void Metrics::paused(std::string_view handler, bool is_paused) {
    families_->paused.at(handler).Set(is_paused ? 1 : 0);
}

void Metrics::circuit(std::string_view handler, bool is_open) {
    families_->circuit.at(handler).Set(is_open ? 1 : 0);
}

void Metrics::held_lanes(std::string_view handler, std::size_t lanes) {
    families_->held_lanes.at(handler).Set(static_cast<double>(lanes));
}

void Metrics::pending(std::string_view handler, std::uint64_t deliveries) {
    families_->pending.at(handler).Set(static_cast<double>(deliveries));
}

void Metrics::dead_letters(std::string_view handler, std::uint64_t deliveries) {
    families_->dead.at(handler).Set(static_cast<double>(deliveries));
}

void Metrics::parked(std::string_view handler, std::uint64_t deliveries) {
    families_->parked.at(handler).Set(static_cast<double>(deliveries));
}

void Metrics::drift(std::string_view source, std::size_t differences) {
    families_->drift.at(source).Increment(static_cast<double>(differences));
}

void Metrics::connections(std::string_view listener, std::size_t open) {
    families_->connections.at(listener).Set(static_cast<double>(open));
}

std::string Metrics::to_text() const {
    return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

} // namespace orderhook
