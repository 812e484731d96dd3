#include "handlers/exec/exec_handler.hpp"
#include "handlers/exec/scripts.hpp"
#include "handlers/sample_event.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <thread>

namespace orderhook {
namespace {

using test::sample_event;
using test::Scripts;

struct ExecHandlerTest : testing::Test {
    Scripts scripts;
    std::filesystem::path script = scripts.folder() / "script";

    std::unique_ptr<Handler> handler(std::string_view lines, Setting::Table table = {}) const {
        scripts.write("script", lines);
        table["command"] = {Setting::Array{{std::string("script")}}};
        Settings section("handler[0]", std::move(table), {scripts.folder(), {}});
        auto made = ExecHandler::create("erp", section);
        EXPECT_TRUE(made && section.finish());
        return std::move(*made);
    }

    std::set<std::string> environment_of(const Event& event, Setting::Table table = {}) const {
        const auto writer = handler("env >environment\n", std::move(table));
        EXPECT_TRUE(std::holds_alternative<Done>(writer->handle(event, {1, {}, {}, 2})));
        std::set<std::string> lines;
        for (auto& line : test::lines_of(scripts.folder() / "environment"))
            if (!line.starts_with("PWD=") && !line.starts_with("_=")) lines.insert(line);
        return lines;
    }
};

template <class T> std::string reason_of(const Outcome& outcome) {
    const auto* bad = std::get_if<T>(&outcome);
    return bad == nullptr ? "none" : bad->reason;
}

TEST_F(ExecHandlerTest, HandsTheBodyToTheProgram) {
    const auto copy = handler("cat >body\n");
    EXPECT_EQ(copy->name(), "erp");
    EXPECT_TRUE(copy->open());
    EXPECT_TRUE(copy->accepts(sample_event()));
    EXPECT_TRUE(std::holds_alternative<Done>(copy->handle(sample_event(), {})));
    EXPECT_EQ(scripts.content_of("body"), sample_event().body);
}

TEST_F(ExecHandlerTest, TellsTheEnvelopeAndKeepsOurOwnVariables) {
    ::setenv("SHOP_KEY", "secret", 1);
    ::setenv("SHOP_NAME", "of flowers", 1);
    ::setenv("ORDERHOOK_ADMIN_TOKEN", "secret", 1);
    ::setenv("ORDERHOOK_TENANT", "not this one", 1);
    for (const char* name : {"HOME", "LANG", "LC_ALL", "TMPDIR"})
        ::unsetenv(name);
    ::setenv("PATH", "/usr/bin:/bin", 1);
    ::setenv("TZ", "UTC", 1);
    const Setting names{Setting::Array{{std::string("SHOP_NAME")}, {std::string("NOT_SET")}}};
    EXPECT_EQ(
        environment_of(sample_event(), {{"pass_environment", names}}),
        (std::set<std::string>{
            "ORDERHOOK_ATTEMPT=1",
            "ORDERHOOK_DEDUPE_KEY=evt-1",
            "ORDERHOOK_EVENT_ID=0190a1b2-c3d4-7e5f-8a6b-7c8d9eaf0b1c",
            "ORDERHOOK_HANDLER=erp",
            "ORDERHOOK_LATE=0",
            "ORDERHOOK_OCCURRED_AT=2021-06-01T10:00:00Z",
            "ORDERHOOK_ORDER_KEY=order:42",
            "ORDERHOOK_PROVIDER=ordergroove",
            "ORDERHOOK_RECEIVED_AT=2021-06-01T10:00:01.500000Z",
            "ORDERHOOK_REPLAY=2",
            "ORDERHOOK_SOURCE=eu",
            "ORDERHOOK_TENANT=shop",
            "ORDERHOOK_TYPE=order.success",
            "PATH=/usr/bin:/bin",
            "SHOP_NAME=of flowers",
            "TZ=UTC"})
    );
    Event bare = sample_event();
    bare.late = true;
    bare.envelope.tenant.clear();
    bare.envelope.occurred_at.reset();
    const auto variables = environment_of(bare);
    EXPECT_TRUE(variables.contains("ORDERHOOK_LATE=1"));
    EXPECT_TRUE(variables.contains("ORDERHOOK_TENANT="));
    EXPECT_TRUE(variables.contains("ORDERHOOK_OCCURRED_AT="));
    EXPECT_FALSE(variables.contains("SHOP_NAME=of flowers"));
}

TEST_F(ExecHandlerTest, RejectsAnEventThatNoVariableCanHold) {
    const auto any = handler("exit 0\n");
    Event event = sample_event();
    event.envelope.order_key = std::string(
        "order:4\0"
        "2",
        9
    );
    EXPECT_EQ(
        reason_of<Reject>(any->handle(event, {})),
        "ORDERHOOK_ORDER_KEY: expected a text without NUL bytes, since no variable can hold one"
    );
    event.envelope.order_key = std::string(200'000, 'x');
    EXPECT_EQ(
        reason_of<Reject>(any->handle(event, {})),
        script.string() + ": cannot be run: Argument list too long"
    );
}

TEST_F(ExecHandlerTest, GivesTheLastOutputAsReason) {
    const Setting::Table rejects{{"reject_codes", {Setting::Array{{std::int64_t{3}}}}}};
    const auto asked = handler("echo 'no such order' >&2; exit $(cat)\n", rejects);
    Event event = sample_event();
    event.body = "3";
    EXPECT_EQ(reason_of<Reject>(asked->handle(event, {})), "exit code 3: no such order");
    event.body = "1";
    EXPECT_EQ(reason_of<Retry>(asked->handle(event, {})), "exit code 1: no such order");
}

TEST_F(ExecHandlerTest, RetriesWhenItsProgramIsGoneOrStopped) {
    const auto any = handler("exec sleep 600\n", {{"other_codes", {std::string("reject")}}});
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(
        reason_of<Retry>(any->handle(sample_event(), {1, {}, stop.get_token()})),
        "stopped at the timeout"
    );
    std::filesystem::remove(script);
    EXPECT_EQ(
        reason_of<Retry>(any->handle(sample_event(), {})),
        script.string() + ": cannot be run: No such file or directory"
    );
}

TEST_F(ExecHandlerTest, LearnsExitCodesThoughTheServiceWasStartedIgnoringThem) {
    const auto before = std::signal(SIGCHLD, SIG_IGN);
    const auto failing = handler("exit 9\n");
    EXPECT_TRUE(failing->open());
    EXPECT_EQ(reason_of<Retry>(failing->handle(sample_event(), {})), "exit code 9");
    std::signal(SIGCHLD, before);
}

TEST_F(ExecHandlerTest, ServesManyWorkers) {
    const auto copy = handler("cat >\"body-$ORDERHOOK_ATTEMPT\"\n");
    {
        std::vector<std::jthread> workers;
        for (std::uint32_t worker = 0; worker < 8; ++worker)
            workers.emplace_back([&, worker] {
                Event event = sample_event();
                event.body = std::to_string(worker) + std::string(100'000, 'x');
                const Outcome outcome = copy->handle(event, {worker, {}, {}});
                EXPECT_TRUE(std::holds_alternative<Done>(outcome));
            });
    }
    for (int worker = 0; worker < 8; ++worker)
        EXPECT_TRUE(scripts.content_of("body-" + std::to_string(worker))
                        .starts_with(std::to_string(worker) + 'x'));
}

} // namespace
} // namespace orderhook
