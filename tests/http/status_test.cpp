#include "http/status.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace orderhook::http {
namespace {

TEST(Status, SaysWhatTheCallerCanDo) {
    const std::vector<std::pair<Errc, int>> cases{
        {Errc::unauthenticated, 401},
        {Errc::stale, 401},
        {Errc::malformed, 400},
        {Errc::unknown_type, 422},
        {Errc::too_large, 413},
        {Errc::not_found, 404},
        {Errc::conflict, 409},
        {Errc::unavailable, 503},
        {Errc::misconfigured, 500},
        {Errc::internal, 500},
    };
    for (const auto& [code, status] : cases)
        EXPECT_EQ(error_reply(code).status, status);
}

TEST(ErrorReply, DoesNotTellAStaleProofFromAWrongOne) {
    EXPECT_EQ(error_reply(Errc::stale).body, R"({"error":"unauthenticated"})");
    EXPECT_EQ(error_reply(Errc::unauthenticated).body, R"({"error":"unauthenticated"})");
}

TEST(ErrorReply, SaysWhenToTryAgain) {
    EXPECT_EQ(error_reply(Errc::unavailable).headers.count("Retry-After"), 1u);
    EXPECT_EQ(error_reply(Errc::internal).headers.count("Retry-After"), 0u);
}

TEST(JsonReply, QuotesWhatItIsGiven) {
    const Reply reply = json_reply(503, {{"status", "not ready"}, {"reason", "a \"b\"\n\xff"}});
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.body, "{\"status\":\"not ready\",\"reason\":\"a \\\"b\\\"\\n\uFFFD\"}");
    EXPECT_EQ(json_reply(200, {}).body, "{}");
}

} // namespace
} // namespace orderhook::http
