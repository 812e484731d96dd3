#include "handlers/jsonl_handler.hpp"
#include "handlers/sample_event.hpp"
#include "support/temporary_folder.hpp"

#include <orderhook/settings.hpp>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <thread>

namespace orderhook {
namespace {

using test::lines_of;
using test::TemporaryFolder;

Result<std::unique_ptr<Handler>> create(Setting::Table table) {
    Settings section("handler[0]", std::move(table), {.folder = "/", .environment = {}});
    auto handler = JsonlHandler::create("file", section);
    EXPECT_TRUE(!handler || section.finish());
    return handler;
}

std::string error_of(Setting::Table table) {
    const auto handler = create(std::move(table));
    return handler ? "no error" : handler.error().message;
}

TEST(JsonlHandler, WritesOneObjectALineFromManyThreads) {
    const TemporaryFolder folder;
    const auto path = folder / "events.jsonl";
    const auto handler = create({{"path", {path.string()}}});
    ASSERT_TRUE(handler) << handler.error().message;
    EXPECT_EQ((*handler)->name(), "file");
    EXPECT_TRUE((*handler)->accepts(test::sample_event()));
    constexpr std::uint32_t events = 100;
    {
        std::vector<std::jthread> threads;
        for (std::uint32_t thread = 0; thread < 4; ++thread)
            threads.emplace_back([&handler, thread] {
                const Event event = test::sample_event();
                for (std::uint32_t turn = 0; turn < events; ++turn) {
                    const Attempt attempt{thread * events + turn, {}, {}};
                    EXPECT_TRUE(std::holds_alternative<Done>((*handler)->handle(event, attempt)));
                }
            });
    }
    EXPECT_TRUE((*handler)->sync());
    std::set<std::uint32_t> attempts;
    for (const std::string& line : lines_of(path)) {
        const auto parsed = nlohmann::json::parse(line);
        EXPECT_EQ(parsed["id"], test::sample_event().id.to_text());
        attempts.insert(parsed["attempt"].get<std::uint32_t>());
    }
    EXPECT_EQ(lines_of(path).size(), 4 * events);
    EXPECT_EQ(attempts.size(), 4 * events);
}

TEST(JsonlHandler, RetriesWhenTheDiskIsFull) {
    const auto handler = create({{"path", {std::string("/dev/full")}}});
    ASSERT_TRUE(handler);
    const std::string reason = "/dev/full: cannot write: No space left on device";
    EXPECT_TRUE(std::holds_alternative<Done>((*handler)->handle(test::sample_event(), {})));
    EXPECT_EQ((*handler)->sync().error().message, reason);
    const Outcome outcome = (*handler)->handle(test::sample_event(), {.number = 2});
    const auto* retry = std::get_if<Retry>(&outcome);
    ASSERT_NE(retry, nullptr);
    EXPECT_EQ(retry->reason, reason);
}

TEST(JsonlHandler, ReopensOnRequest) {
    const TemporaryFolder folder;
    const auto path = folder / "events.jsonl";
    const auto handler = create({{"path", {path.string()}}, {"fsync", {false}}});
    ASSERT_TRUE(handler);
    (void)(*handler)->handle(test::sample_event(), {});
    EXPECT_TRUE((*handler)->sync());
    std::filesystem::rename(path, folder / "moved");
    (*handler)->reopen();
    (void)(*handler)->handle(test::sample_event(), {});
    EXPECT_TRUE((*handler)->sync());
    EXPECT_EQ(lines_of(path).size(), 1u);
    EXPECT_EQ(lines_of(folder / "moved").size(), 1u);
}

TEST(JsonlHandler, RotatesAsConfigured) {
    const TemporaryFolder folder;
    const auto path = folder / "events.jsonl";
    const auto handler = create(
        {{"path", {path.string()}},
         {"rotate_size", {std::string("1KiB")}},
         {"rotate_keep", {std::int64_t{1}}}}
    );
    ASSERT_TRUE(handler);
    for (int turn = 0; turn < 10; ++turn)
        (void)(*handler)->handle(test::sample_event(), {});
    EXPECT_TRUE((*handler)->sync());
    EXPECT_TRUE(std::filesystem::exists(folder / "events.jsonl.1"));
    EXPECT_FALSE(std::filesystem::exists(folder / "events.jsonl.2"));
    EXPECT_LE(std::filesystem::file_size(folder / "events.jsonl.1"), 1024u);
}

TEST(JsonlHandler, SaysWhichKeyIsWrong) {
    EXPECT_EQ(
        error_of({}),
        "handler[0].path: expected a path such as \"/var/lib/orderhook\", got nothing"
    );
    EXPECT_EQ(
        error_of({{"path", {std::string("/none/events.jsonl")}}}),
        "handler[0].path: expected a file in a folder that exists, got none at /none"
    );
    EXPECT_EQ(
        error_of({{"path", {std::string("/tmp")}}}),
        "handler[0].path: expected a file, got the folder /tmp"
    );
    const Setting path{std::string("/tmp/events.jsonl")};
    EXPECT_EQ(
        error_of({{"path", path}, {"rotate_keep", {std::int64_t{0}}}}),
        "handler[0].rotate_keep: expected 1 to 1000, got 0"
    );
    EXPECT_EQ(
        error_of({{"path", path}, {"fsync", {std::string("no")}}}),
        "handler[0].fsync: expected true or false, got \"no\""
    );
}

} // namespace
} // namespace orderhook
