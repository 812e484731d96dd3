// The commands for what a running service holds and owes.
#include "e2e/shop.hpp"

#include <gtest/gtest.h>

namespace orderhook {
namespace {

using test::Ended;
using test::order_event;
using test::Service;
using test::Shop;

constexpr const char* admin_section = "[admin]\ntoken = \"an-admin-token\"\n";

Ended operate(const Service& service, std::vector<std::string> arguments) {
    for (const auto& more :
         {std::string("--url"),
          service.admin_url(""),
          std::string("--token"),
          std::string("an-admin-token")})
        arguments.push_back(more);
    return test::run_orderhook(std::move(arguments));
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

TEST(Operate, ReplaysDeadLettersOnceTheirCauseIsMended) {
    const Shop shop(admin_section);
    shop.reconfigure("path = \"events.jsonl\"", "path = \"/dev/full\"\nmax_attempts = 1");
    {
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        for (int event = 0; event < 5; ++event)
            ASSERT_EQ(
                shop.post(service, order_event("e" + std::to_string(event), "o1")).status,
                200
            );
        ASSERT_TRUE(shop.settled(service));
        const auto listed = operate(service, {"dead-letters", "--attempts"});
        EXPECT_EQ(listed.exit_code, 0) << listed.output;
        EXPECT_EQ(lines_in(listed.output), 10u) << listed.output;
        EXPECT_NE(listed.output.find("No space left on device"), std::string::npos);
        EXPECT_EQ(operate(service, {"dead-letters", "--type", "*.item.*"}).output, "");
    }
    shop.reconfigure("/dev/full", "events.jsonl");
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto dry = operate(service, {"replay", "--dead-letters", "--dry-run"});
    EXPECT_NE(dry.output.find("5 deliveries would be made"), std::string::npos) << dry.output;
    EXPECT_EQ(
        operate(service, {"dead-letters", "--json"}).output.find("\"state\":\"dead\"")
            == std::string::npos,
        false
    );
    const auto both = operate(service, {"replay", "--dead-letters", "some-id"});
    EXPECT_EQ(both.exit_code, 2) << both.output;
    const auto done = operate(service, {"replay", "--dead-letters", "--rate", "100"});
    EXPECT_NE(done.output.find("5 deliveries made of 5 chosen"), std::string::npos) << done.output;
    const auto lines = shop.delivered(service, 5);
    ASSERT_EQ(lines.size(), 5u);
    for (std::size_t event = 0; event < 5; ++event)
        EXPECT_EQ(lines[event].at("dedupe_key"), "e" + std::to_string(event));
    EXPECT_EQ(operate(service, {"dead-letters"}).output, "");
}

TEST(Operate, LetsAnOrderGoOnWhenItsDeadLetterIsDiscarded) {
    const Shop shop(admin_section);
    // Fails until there is a file "go".
    shop.reconfigure(
        "type = \"jsonl\"\npath = \"events.jsonl\"",
        "type = \"exec\"\ncommand = [\"/bin/sh\", \"-c\", \"test -e go && touch done\"]\n"
        "max_attempts = 1\non_dead_head = \"hold\""
    );
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto dead = shop.post(service, order_event("e1", "o1"));
    const auto id = nlohmann::json::parse(dead.body).at("id").get<std::string>();
    ASSERT_EQ(shop.post(service, order_event("e2", "o1")).status, 200);
    ASSERT_TRUE(test::eventually([&] {
        return operate(service, {"handlers"}).output.find("1 orders held") != std::string::npos;
    }));
    std::ofstream(shop.file("go")).flush();

    const auto dry = operate(service, {"discard", "--all", "--dry-run"});
    EXPECT_EQ(dry.output, id + "  file\n1 dead letters would be discarded\n");
    EXPECT_FALSE(std::filesystem::exists(shop.file("done")));

    const auto done = operate(service, {"discard", id, id});
    EXPECT_EQ(done.output, "1 dead letters discarded of 1 chosen\n");
    EXPECT_TRUE(test::eventually([&] { return std::filesystem::exists(shop.file("done")); }));
    const auto again = operate(service, {"discard", id});
    EXPECT_EQ(again.exit_code, 1);
    EXPECT_EQ(again.output, "orderhook discard: " + id + ": has no dead letter\n");
}

TEST(Operate, DiscardsNothingThatWasNotChosen) {
    const Shop shop(admin_section);
    const Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    struct Case {
        std::vector<std::string> arguments;
        int exit_code;
        const char* words;
    };
    const Case cases[] = {
        {{}, 2, "or --all, got none of these"},
        {{"--handler", "file"}, 2, "or --all, got none of these"},
        {{"--all", "--type", "ordergroove.*"}, 2, "got more than one of these"},
        {{"--all", "--handler", ""}, 2, "expected a value, got an empty one"},
        {{"--order-key", ""}, 2, "expected a value, got an empty one"},
        {{"--all", "--handler", "fiel"}, 1, "no handler has the name \"fiel\""},
        {{"17"}, 1, "expected an id, got \"17\""},
        {{"--all"}, 0, "0 dead letters discarded of 0 chosen"},
    };
    for (const Case& each : cases) {
        std::vector<std::string> arguments{"discard"};
        arguments.insert(arguments.end(), each.arguments.begin(), each.arguments.end());
        const auto ended = operate(service, arguments);
        EXPECT_EQ(ended.exit_code, each.exit_code) << ended.output;
        EXPECT_NE(ended.output.find(each.words), std::string::npos) << ended.output;
    }
}

TEST(Operate, NamesAHandlerThatNobodyKnows) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    EXPECT_EQ(operate(service, {"dead-letters", "--handler", "file"}).exit_code, 0);
    const auto ended = operate(service, {"dead-letters", "--handler", "fiel"});
    EXPECT_EQ(ended.exit_code, 1);
    EXPECT_EQ(ended.output, "orderhook dead-letters: no handler has the name \"fiel\"\n");
}

TEST(Operate, ShowsAndReleasesWhatWasQuarantined) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto reply = nlohmann::json::parse(shop.post(service, R"({"no":"type"})").body);
    const auto id = reply.at("id").get<std::string>();
    EXPECT_NE(
        operate(service, {"events", "--disposition", "quarantined"}).output.find(id),
        std::string::npos
    );
    const auto shown = nlohmann::json::parse(operate(service, {"show", id}).output);
    EXPECT_EQ(shown.at("body"), R"({"no":"type"})");

    const auto refused = operate(service, {"release", id});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_NE(refused.output.find("release it raw"), std::string::npos) << refused.output;
    const auto released = operate(service, {"release", id, "--raw", "--handler", "file"});
    EXPECT_EQ(released.exit_code, 0) << released.output;
    const auto lines = shop.delivered(service, 1);
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].at("body"), nlohmann::json::parse(R"({"no":"type"})"));
}

TEST(Operate, GivesAllEventsOfATimeToAHandlerAgain) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    for (int event = 0; event < 3; ++event)
        (void)shop.post(service, order_event("e" + std::to_string(event), "o1"));
    ASSERT_EQ(shop.delivered(service, 3).size(), 3u);
    EXPECT_EQ(operate(service, {"replay"}).exit_code, 2);
    EXPECT_EQ(operate(service, {"replay", "--handler", "fiel"}).exit_code, 1);
    const auto done =
        operate(service, {"replay", "--handler", "file", "--from", "2020-01-01T00:00:00Z"});
    EXPECT_NE(done.output.find("3 deliveries made"), std::string::npos) << done.output;
    const auto lines = shop.delivered(service, 6);
    ASSERT_EQ(lines.size(), 6u);
    EXPECT_EQ(lines[3].at("dedupe_key"), "e0");
    EXPECT_EQ(lines[5].at("dedupe_key"), "e2");
}

TEST(Operate, SaysWhichOfTheNamedEventsCannotBeReplayed) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto id_of = [&](const std::string& body) {
        return nlohmann::json::parse(shop.post(service, body).body).at("id").get<std::string>();
    };
    const auto good = id_of(order_event("e1", "o1"));
    ASSERT_EQ(shop.delivered(service, 1).size(), 1u);
    const auto quarantined = id_of(R"({"no":"type"})");
    const std::string unknown = "00000000-0000-7000-8000-000000000000";
    EXPECT_EQ(operate(service, {"pause", "file"}).exit_code, 0);
    const auto pending = id_of(order_event("e2", "o1"));

    const std::vector<std::string>
        all{"replay", unknown, quarantined, pending, good, "--handler", "file"};
    auto dry_run = all;
    dry_run.emplace_back("--dry-run");
    const auto dry = operate(service, dry_run);
    EXPECT_EQ(dry.exit_code, 1);
    EXPECT_NE(dry.output.find("1 deliveries would be made"), std::string::npos) << dry.output;
    const auto done = operate(service, all);
    EXPECT_EQ(done.exit_code, 1);
    for (const auto& line :
         {unknown + ": no such event",
          quarantined + ": expected an accepted event, got disposition quarantined",
          pending + ": is still pending for file",
          std::string("1 deliveries made of 4 chosen")})
        EXPECT_NE(done.output.find(line), std::string::npos) << line << " in " << done.output;
    EXPECT_EQ(operate(service, {"resume", "file"}).exit_code, 0);
    EXPECT_EQ(shop.delivered(service, 3).size(), 3u);
}

TEST(Operate, FreesWhatAHandlerThatIsGoneWasOwed) {
    const Shop shop(admin_section);
    shop.reconfigure("path = \"events.jsonl\"", "path = \"/dev/full\"");
    {
        Service service(shop.config());
        (void)shop.post(service, order_event("e1", "o1"));
    }
    shop.reconfigure("/dev/full", "events.jsonl");
    shop.reconfigure("name = \"file\"", "name = \"renamed\"");
    shop.reconfigure("handlers = [\"file\"]", "handlers = [\"renamed\"]");
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    EXPECT_EQ(operate(service, {"free", "renamed"}).exit_code, 1);
    const auto handlers = operate(service, {"handlers"}).output;
    EXPECT_NE(handlers.find("file  not_configured  1 pending"), std::string::npos) << handlers;
    const auto freed = operate(service, {"free", "file", "--to", "renamed"});
    EXPECT_NE(freed.output.find("1 deliveries moved to renamed"), std::string::npos)
        << freed.output;
    EXPECT_EQ(shop.delivered(service, 1).size(), 1u);
}

TEST(Operate, LeavesOutTheDeadLettersOfAHandlerThatIsGone) {
    const Shop shop(admin_section);
    shop.reconfigure("path = \"events.jsonl\"", "path = \"/dev/full\"\nmax_attempts = 1");
    {
        Service service(shop.config());
        (void)shop.post(service, order_event("e1", "o1"));
        ASSERT_TRUE(shop.settled(service));
    }
    shop.reconfigure("name = \"file\"", "name = \"renamed\"");
    shop.reconfigure("handlers = [\"file\"]", "handlers = [\"renamed\"]");
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    for (const char* how : {"--dry-run", "--rate=0"}) {
        const auto ended = operate(service, {"replay", "--dead-letters", how});
        EXPECT_EQ(ended.exit_code, 0);
        EXPECT_NE(
            ended.output.find("1 left out: no handler is configured with the name \"file\""),
            std::string::npos
        ) << ended.output;
    }
}

TEST(Operate, ListsTextsOfVendorsWithoutWhatSteersATerminal) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    (void)shop.post(service, R"({"type":"a\u001b[31m\nforged","id":"e1"})");
    const auto listed = operate(service, {"events"});
    EXPECT_EQ(lines_in(listed.output), 1u) << listed.output;
    EXPECT_NE(listed.output.find("a\\x1b[31m\\x0aforged"), std::string::npos) << listed.output;
}

TEST(Operate, PausesAHandlerWhileEventsAreStored) {
    const Shop shop(admin_section);
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    EXPECT_EQ(operate(service, {"pause", "file"}).output, "file is paused\n");
    ASSERT_EQ(shop.post(service, order_event("e1", "o1")).status, 200);
    const auto paused = operate(service, {"handlers"}).output;
    EXPECT_NE(paused.find("file  paused  1 pending"), std::string::npos) << paused;
    EXPECT_EQ(operate(service, {"resume", "file"}).output, "file is resumed\n");
    EXPECT_EQ(shop.delivered(service, 1).size(), 1u);
}

TEST(Operate, KeepsAHandlerPausedThroughARestart) {
    const Shop shop(admin_section);
    {
        Service service(shop.config());
        ASSERT_TRUE(service.ready()) << service.output();
        EXPECT_EQ(operate(service, {"pause", "file"}).output, "file is paused\n");
        service.kill();
    }
    Service service(shop.config());
    ASSERT_TRUE(service.ready()) << service.output();
    const auto output = service.output();
    const auto said = output.find("handler stays paused");
    EXPECT_NE(said, std::string::npos) << output;
    EXPECT_EQ(output.find("is paused"), std::string::npos) << "once is enough: " << output;
    ASSERT_EQ(shop.post(service, order_event("e1", "o1")).status, 200);
    const auto paused = operate(service, {"handlers"}).output;
    EXPECT_NE(paused.find("file  paused  1 pending"), std::string::npos) << paused;
    EXPECT_EQ(operate(service, {"resume", "file"}).output, "file is resumed\n");
    EXPECT_EQ(shop.delivered(service, 1).size(), 1u);
}

TEST(Operate, SaysWhenTheDoorIsClosed) {
    const Shop with_token(admin_section);
    const Service service(with_token.config());
    const auto wrong =
        test::run_orderhook({"events", "--url", service.admin_url(""), "--token", "x"});
    EXPECT_EQ(wrong.exit_code, 1);
    EXPECT_NE(wrong.output.find("the token is not the service's"), std::string::npos)
        << wrong.output;

    const Shop without;
    const Service closed(without.config());
    const auto none = operate(closed, {"events"});
    EXPECT_NE(none.output.find("with an admin.token"), std::string::npos) << none.output;
    EXPECT_EQ(test::run_orderhook({"events"}).exit_code, 2);
}

} // namespace
} // namespace orderhook
