#include "admin/admin_handler.hpp"
#include "journal/memory/memory_journal.hpp"
#include "support/manual_loop.hpp"

#include <gtest/gtest.h>

namespace orderhook::admin {
namespace {

struct Admin {
    Result<void> ready;
    AdminHandler handler{[this] { return ready; }, [] { return std::string("up 1\n"); }};

    Reply ask(const std::string& method, const std::string& target) {
        const auto reply = handler.answer_early({method, target, {}});
        EXPECT_TRUE(reply);
        return reply.value_or(Reply{});
    }
};

TEST(AdminHandler, SaysThatItLives) {
    Admin admin;
    for (const auto* method : {"GET", "HEAD"}) {
        const auto reply = admin.ask(method, "/healthz");
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, R"({"status":"ok"})");
    }
}

TEST(AdminHandler, SaysWhetherItIsReadyAndWhyNot) {
    Admin admin;
    EXPECT_EQ(admin.ask("GET", "/readyz").status, 200);
    EXPECT_EQ(admin.ask("GET", "/readyz").body, R"({"status":"ready"})");
    admin.ready = failure(Errc::unavailable, "journal: disk full");
    EXPECT_EQ(admin.ask("GET", "/readyz?verbose").status, 503);
    EXPECT_EQ(
        admin.ask("GET", "/readyz").body,
        R"({"status":"not ready","reason":"journal: disk full"})"
    );
    EXPECT_EQ(admin.ask("GET", "/healthz").status, 200);
}

TEST(AdminHandler, ShowsTheMetrics) {
    Admin admin;
    const auto reply = admin.ask("GET", "/metrics");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "up 1\n");
    ASSERT_TRUE(reply.headers.find("Content-Type"));
    EXPECT_EQ(*reply.headers.find("Content-Type"), "text/plain; version=0.0.4");
}

TEST(AdminHandler, HasNothingElse) {
    Admin admin;
    for (const auto* target : {"/", "/healthz/", "/healthzz", "/api/v1/events"})
        EXPECT_EQ(admin.ask("GET", target).status, 404) << target;
    for (const auto* target : {"/healthz", "/readyz", "/metrics"}) {
        const auto reply = admin.ask("POST", target);
        EXPECT_EQ(reply.status, 405);
        ASSERT_TRUE(reply.headers.find("Allow"));
        EXPECT_EQ(*reply.headers.find("Allow"), "GET, HEAD");
    }
}

TEST(AdminHandler, OpensTheApiToTheTokenAlone) {
    test::ManualClock clock;
    test::ManualLoop loop{clock};
    MemoryJournal journal{loop};
    const SourceTable sources;
    const Router router{{}};
    Api api{{journal, sources, router, {}}};
    AdminHandler handler{
        [] { return Result<void>(); },
        [] { return std::string(); },
        ApiAccess{{"token", "correct-horse", {}, {}}, api, clock}};
    const auto refused = handler.answer_early({"GET", "/api/v1/events", {}});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401);
    EXPECT_EQ(refused->headers.count("WWW-Authenticate"), 1u);
    const Headers right{{"Authorization", "Bearer correct-horse"}};
    EXPECT_FALSE(handler.answer_early({"GET", "/api/v1/events", right}));
    EXPECT_EQ(handler.answer_early({"GET", "/healthz", {}})->status, 200);
}

} // namespace
} // namespace orderhook::admin
