// The metric families, with their names and what they say of themselves.
#pragma once

#include "metrics/metrics.hpp"
#include "metrics/series.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

namespace orderhook {

struct Metrics::Families {
    using Counter = prometheus::Counter;
    using Gauge = prometheus::Gauge;
    using Histogram = prometheus::Histogram;
    using Registry = prometheus::Registry;
    using Buckets = Histogram::BucketBoundaries;

    Registry registry; // first: the others are made in it

    static const Buckets& answer_seconds() {
        static const Buckets
            buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
        return buckets;
    }

    static const Buckets& attempt_seconds() {
        static const Buckets
            buckets{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
        return buckets;
    }

    static const Buckets& batch_sizes() {
        static const Buckets buckets{0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
        return buckets;
    }

    Series<Counter> counters(const char* name, const char* help, std::vector<std::string> labels) {
        return {
            prometheus::BuildCounter().Name(name).Help(help).Register(registry),
            std::move(labels)};
    }

    Series<Gauge> gauges(const char* name, const char* help, const char* label) {
        return {prometheus::BuildGauge().Name(name).Help(help).Register(registry), {label}};
    }

    Histogram& histogram(const char* name, const char* help, const Buckets& buckets) {
        return prometheus::BuildHistogram().Name(name).Help(help).Register(registry).Add(
            {},
            buckets
        );
    }

    Gauge& ready = prometheus::BuildGauge()
                       .Name("orderhook_ready")
                       .Help("1 while events are taken, 0 while they are answered 503")
                       .Register(registry)
                       .Add({});
    Series<Counter> requests = counters(
        "orderhook_requests_total",
        "Requests answered, by source and HTTP status; the source is empty for unknown paths",
        {"source", "status"}
    );
    Histogram& request_seconds = histogram(
        "orderhook_request_seconds",
        "Time from a whole request to its answer",
        answer_seconds()
    );
    Series<Counter> refused = counters(
        "orderhook_refused_total",
        "Requests that broke a bound or the rules of HTTP, by HTTP status",
        {"listener", "status"}
    );
    Series<Counter> unrouted = counters(
        "orderhook_unrouted_total",
        "Events stored that no route leads to a handler",
        {"source"}
    );
    Series<Counter> verified = counters(
        "orderhook_verified_total",
        "Requests whose sender was proved, by the name of the secret that matched",
        {"source", "secret"}
    );
    Series<Counter> rejected = counters(
        "orderhook_rejected_total",
        "Requests that proved nothing, by reason",
        {"source", "reason"}
    );
    Series<Counter> events = counters(
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
        "orderhook_commit_seconds",
        "Time of a commit of the journal, its fsync included",
        answer_seconds()
    );
    Histogram& commit_events =
        histogram("orderhook_commit_events", "Events that share one commit", batch_sizes());
    Histogram& commit_settlements = histogram(
        "orderhook_commit_settlements",
        "Outcomes of attempts that share one commit",
        batch_sizes()
    );
    Series<Counter> attempts = counters(
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
        "orderhook_attempt_timeouts_total",
        "Calls of a handler that ran past its timeout",
        {"handler"}
    );
    Series<Gauge> overdue = gauges(
        "orderhook_overdue_calls",
        "Calls of a handler that are past its timeout and have not returned",
        "handler"
    );
    Series<Gauge> overloaded = gauges(
        "orderhook_handler_overloaded",
        "1 while a handler is paused because more calls are overdue than it may have spare workers",
        "handler"
    );
    Series<Gauge> paused =
        gauges("orderhook_handler_paused", "1 while a handler is paused by a person", "handler");
    Series<Gauge> circuit = gauges(
        "orderhook_circuit_open",
        "1 while a handler gets nothing but probes because most orders fail",
        "handler"
    );
    Series<Gauge> held_lanes = gauges(
        "orderhook_held_lanes",
        "Orders that wait for a person to decide about a dead letter",
        "handler"
    );
    Series<Gauge> pending = gauges(
        "orderhook_deliveries_pending",
        "Deliveries that wait for a handler, retries included",
        "handler"
    );
    Series<Gauge> dead = gauges(
        "orderhook_dead_letters",
        "Deliveries that will not be tried again by themselves",
        "handler"
    );
    Series<Gauge> parked = gauges(
        "orderhook_parked_deliveries",
        "Deliveries owed to a handler that is no longer configured",
        "handler"
    );
    Series<Counter> drift = counters(
        "orderhook_drift_total",
        "Places where a body differed from the vendor's documented shape",
        {"source"}
    );
    Series<Gauge> connections = gauges("orderhook_connections", "Open connections", "listener");
};

} // namespace orderhook
