#include "metrics/metrics.hpp"

#include "metrics/series.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace orderhook {

namespace {

using prometheus::Counter;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;
using Buckets = Histogram::BucketBoundaries;

const Buckets& answer_seconds() {
    static const Buckets
        buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
    return buckets;
}

const Buckets& attempt_seconds() {
    static const Buckets
        buckets{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
    return buckets;
}

const Buckets& batch_sizes() {
    static const Buckets buckets{0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
    return buckets;
}

Series<Counter>
counters(Registry& to, const char* name, const char* help, std::vector<std::string> labels) {
    return {prometheus::BuildCounter().Name(name).Help(help).Register(to), std::move(labels)};
}

Series<Gauge> gauges(Registry& to, const char* name, const char* help, const char* label) {
    return {prometheus::BuildGauge().Name(name).Help(help).Register(to), {label}};
}

Histogram& histogram(Registry& to, const char* name, const char* help, const Buckets& buckets) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(to).Add({}, buckets);
}

double seconds(Duration took) { return std::chrono::duration<double>(took).count(); }

} // namespace

struct Metrics::Families {
    Registry registry;

    Series<Counter> requests = counters(
        registry,
        "orderhook_requests_total",
        "Requests answered, by source and HTTP status; the source is empty for unknown paths",
        {"source", "status"}
    );
    Histogram& request_seconds = histogram(
        registry,
        "orderhook_request_seconds",
        "Time from a whole request to its answer",
        answer_seconds()
    );
    Series<Counter> refused = counters(
        registry,
        "orderhook_refused_total",
        "Requests that broke a bound or the rules of HTTP, by HTTP status",
        {"listener", "status"}
    );
    Series<Counter> unrouted = counters(
        registry,
        "orderhook_unrouted_total",
        "Events stored that no route leads to a handler",
        {"source"}
    );
    Series<Counter> verified = counters(
        registry,
        "orderhook_verified_total",
        "Requests whose sender was proved, by the name of the secret that matched",
        {"source", "secret"}
    );
    Series<Counter> rejected = counters(
        registry,
        "orderhook_rejected_total",
        "Requests that proved nothing, by reason",
        {"source", "reason"}
    );
    Series<Counter> events = counters(
        registry,
        "orderhook_events_total",
        "Verified events, by what became of them: accepted, duplicate, conflict, quarantined, "
        "rejected (malformed, where the source says so), failed",
        {"source", "disposition"}
    );
    Counter& commits = prometheus::BuildCounter()
                           .Name("orderhook_commits_total")
                           .Help("Commits of the journal")
                           .Register(registry)
                           .Add({});
    Counter& pruned = prometheus::BuildCounter()
                          .Name("orderhook_pruned_events_total")
                          .Help("Events that were kept for their time and forgotten")
                          .Register(registry)
                          .Add({});
    Histogram& commit_seconds = histogram(
        registry,
        "orderhook_commit_seconds",
        "Time of a commit of the journal, its fsync included",
        answer_seconds()
    );
    Histogram& commit_events = histogram(
        registry,
        "orderhook_commit_events",
        "Events that share one commit",
        batch_sizes()
    );
    Histogram& commit_settlements = histogram(
        registry,
        "orderhook_commit_settlements",
        "Outcomes of attempts that share one commit",
        batch_sizes()
    );
    Series<Counter> attempts = counters(
        registry,
        "orderhook_attempts_total",
        "Attempts to deliver, by outcome: done, ignored, retry, dead",
        {"handler", "outcome"}
    );
    Series<Histogram> attempt_time{
        prometheus::BuildHistogram()
            .Name("orderhook_attempt_seconds")
            .Help("Time a handler took for one attempt")
            .Register(registry),
        {"handler"},
        attempt_seconds()};
    Series<Counter> timed_out = counters(
        registry,
        "orderhook_attempt_timeouts_total",
        "Calls of a handler that ran past its timeout",
        {"handler"}
    );
    Series<Gauge> overdue = gauges(
        registry,
        "orderhook_overdue_calls",
        "Calls of a handler that are past its timeout and have not returned",
        "handler"
    );
    Series<Gauge> overloaded = gauges(
        registry,
        "orderhook_handler_overloaded",
        "1 while a handler is paused because more calls are overdue than it may have spare workers",
        "handler"
    );
    Series<Gauge> paused = gauges(
        registry,
        "orderhook_handler_paused",
        "1 while a handler is paused by a person",
        "handler"
    );
    Series<Gauge> circuit = gauges(
        registry,
        "orderhook_circuit_open",
        "1 while a handler gets nothing but probes because most orders fail",
        "handler"
    );
    Series<Gauge> held_lanes = gauges(
        registry,
        "orderhook_held_lanes",
        "Orders that wait for a person to decide about a dead letter",
        "handler"
    );
    Series<Gauge> pending = gauges(
        registry,
        "orderhook_deliveries_pending",
        "Deliveries that wait for a handler, retries included",
        "handler"
    );
    Series<Gauge> dead = gauges(
        registry,
        "orderhook_dead_letters",
        "Deliveries that will not be tried again by themselves",
        "handler"
    );
    Series<Gauge> parked = gauges(
        registry,
        "orderhook_parked_deliveries",
        "Deliveries owed to a handler that is no longer configured",
        "handler"
    );
    Series<Counter> drift = counters(
        registry,
        "orderhook_drift_total",
        "Places where a body differed from the vendor's documented shape",
        {"source"}
    );
    Series<Gauge> connections =
        gauges(registry, "orderhook_connections", "Open connections", "listener");
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

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
