#include "metrics/metrics.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

namespace orderhook {
namespace {

using std::chrono::milliseconds;

bool has_line(const Metrics& metrics, const std::string& line) {
    return ('\n' + metrics.to_text()).find('\n' + line + '\n') != std::string::npos;
}

#define EXPECT_LINE(metrics, line) EXPECT_TRUE(has_line(metrics, line)) << (metrics).to_text()

TEST(Metrics, CountsRequestsBySourceAndStatus) {
    Metrics metrics;
    metrics.request("eu", 200, milliseconds(2));
    metrics.request("eu", 200, milliseconds(2));
    metrics.request("eu", 401, milliseconds(2));
    metrics.request("", 404);
    EXPECT_LINE(metrics, R"(orderhook_requests_total{source="eu",status="200"} 2)");
    EXPECT_LINE(metrics, R"(orderhook_requests_total{source="eu",status="401"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_requests_total{source="",status="404"} 1)");
    EXPECT_LINE(metrics, "orderhook_request_seconds_count 3");
    EXPECT_LINE(metrics, R"(orderhook_request_seconds_bucket{le="0.001"} 0)");
    EXPECT_LINE(metrics, R"(orderhook_request_seconds_bucket{le="0.0025"} 3)");
}

TEST(Metrics, CountsWhatBecameOfRequests) {
    Metrics metrics;
    metrics.verified("eu", "new");
    metrics.rejected("eu", "wrong signature");
    metrics.appended("eu", "accepted");
    metrics.appended("eu", "duplicate");
    metrics.drift("eu", 3);
    metrics.drift("eu", 0);
    EXPECT_LINE(metrics, R"(orderhook_verified_total{secret="new",source="eu"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_rejected_total{reason="wrong signature",source="eu"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_events_total{disposition="accepted",source="eu"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_events_total{disposition="duplicate",source="eu"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_drift_total{source="eu"} 3)");
}

TEST(Metrics, MeasuresCommits) {
    Metrics metrics;
    metrics.commit(3, 40, milliseconds(7));
    metrics.pruned(5);
    EXPECT_LINE(metrics, "orderhook_pruned_events_total 5");
    EXPECT_LINE(metrics, "orderhook_commits_total 1");
    EXPECT_LINE(metrics, "orderhook_commit_events_sum 3");
    EXPECT_LINE(metrics, "orderhook_commit_settlements_sum 40");
    EXPECT_LINE(metrics, R"(orderhook_commit_seconds_bucket{le="0.005"} 0)");
    EXPECT_LINE(metrics, R"(orderhook_commit_seconds_bucket{le="0.01"} 1)");
}

TEST(Metrics, MeasuresHandlers) {
    Metrics metrics;
    metrics.attempt("erp", "done", milliseconds(30));
    metrics.attempt("erp", "retry", milliseconds(30));
    metrics.attempt("log", "done", milliseconds(1));
    metrics.pending("erp", 7);
    metrics.pending("erp", 5);
    metrics.dead_letters("erp", 2);
    metrics.parked("gone", 9);
    metrics.connections("public", 12);
    EXPECT_LINE(metrics, R"(orderhook_attempts_total{handler="erp",outcome="done"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_attempts_total{handler="erp",outcome="retry"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_attempt_seconds_count{handler="erp"} 2)");
    EXPECT_LINE(metrics, R"(orderhook_attempt_seconds_bucket{handler="erp",le="0.05"} 2)");
    EXPECT_LINE(metrics, R"(orderhook_deliveries_pending{handler="erp"} 5)");
    EXPECT_LINE(metrics, R"(orderhook_dead_letters{handler="erp"} 2)");
    EXPECT_LINE(metrics, R"(orderhook_parked_deliveries{handler="gone"} 9)");
    EXPECT_LINE(metrics, R"(orderhook_connections{listener="public"} 12)");
}

TEST(Metrics, BeginsAtZeroWithWhatIsConfigured) {
    Metrics metrics;
    metrics.expect_source("shop");
    metrics.expect_handler("erp");
    EXPECT_LINE(metrics, R"(orderhook_events_total{disposition="quarantined",source="shop"} 0)");
    EXPECT_LINE(metrics, R"(orderhook_unrouted_total{source="shop"} 0)");
    EXPECT_LINE(metrics, R"(orderhook_attempts_total{handler="erp",outcome="dead"} 0)");
    EXPECT_LINE(metrics, R"(orderhook_circuit_open{handler="erp"} 0)");
    EXPECT_LINE(metrics, "orderhook_ready 0");
    metrics.ready(true);
    EXPECT_LINE(metrics, "orderhook_ready 1");
}

TEST(Metrics, KeepsLabelsApartThatJoinToTheSameText) {
    Metrics metrics;
    metrics.rejected("a", "bc");
    metrics.rejected("ab", "c");
    EXPECT_LINE(metrics, R"(orderhook_rejected_total{reason="bc",source="a"} 1)");
    EXPECT_LINE(metrics, R"(orderhook_rejected_total{reason="c",source="ab"} 1)");
}

TEST(Metrics, EscapesLabels) {
    Metrics metrics;
    metrics.verified("eu", "a\"b\nc");
    EXPECT_LINE(metrics, R"(orderhook_verified_total{secret="a\"b\nc",source="eu"} 1)");
}

TEST(Metrics, LosesNoCountOfManyThreads) {
    Metrics metrics;
    {
        std::vector<std::jthread> threads;
        for (int index = 0; index < 4; ++index)
            threads.emplace_back([&metrics, index] {
                for (int turn = 0; turn < 1000; ++turn) {
                    metrics.request("eu", 200 + index % 2, milliseconds(1));
                    if (turn % 100 == 0) (void)metrics.to_text();
                }
            });
    }
    EXPECT_LINE(metrics, R"(orderhook_requests_total{source="eu",status="200"} 2000)");
    EXPECT_LINE(metrics, R"(orderhook_requests_total{source="eu",status="201"} 2000)");
    EXPECT_LINE(metrics, "orderhook_request_seconds_count 4000");
}

} // namespace
} // namespace orderhook
