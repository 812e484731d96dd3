#include "admin/api.hpp"
#include "admin/api_types.hpp"
#include "journal/memory/memory_journal.hpp"
#include "support/fake_provider.hpp"
#include "support/manual_loop.hpp"

#include <orderhook/json.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace orderhook::admin {
namespace {

SourceTable one_source() {
    std::vector<Source> sources;
    sources.push_back({"shop", "/hooks/shop", std::make_unique<test::FakeProvider>()});
    return *SourceTable::create(std::move(sources));
}

/// The API over a journal that holds what the test put there.
struct ApiTest : testing::Test {
    test::ManualClock clock;
    test::ManualLoop loop{clock};
    MemoryJournal journal{loop};
    SourceTable sources = one_source();
    Router router{{Route{"fake.*", {}, {"ship"}}}};
    std::vector<HandlerStatus> handlers{2};
    int recounted = 0;
    Result<std::monostate> kept; ///< what a pause is answered
    Api api{{journal, sources, router, control()}};
    boost::asio::io_context context;
    std::vector<Delivery> delivered;
    std::uint8_t last_id = 0;

    ApiTest() {
        handlers[0].name = "ship";
        handlers[1].name = "erp";
        journal.on_committed([this](const std::vector<Delivery>& deliveries) {
            delivered.insert(delivered.end(), deliveries.begin(), deliveries.end());
        });
    }

    HandlerControl control() {
        const auto set_paused = [this](const std::string& name, bool is_paused, auto answer) {
            loop.post([this, answer] { answer(kept); });
            for (HandlerStatus& handler : handlers)
                if (handler.name == name)
                    handler.state =
                        is_paused ? HandlerStatus::State::paused : HandlerStatus::State::running;
        };
        return {{"ship", "erp"}, [this] { return handlers; }, set_paused, [this] { ++recounted; }};
    }

    /// Stores `body` as the fake provider sees it, or quarantines it.
    std::string store(
        const std::string& body,
        const std::string& quarantine = "",
        const std::string& handler = "ship"
    ) {
        NewEvent taken;
        Event& event = taken.event;
        event.id.bytes[0] = ++last_id;
        event.source = "shop";
        event.provider = "fake";
        event.received_at = clock.now();
        event.body = body;
        RawRequest request;
        request.body = body;
        if (quarantine.empty()) event.envelope = test::FakeProvider().identify(request).value();
        event.envelope.dedupe_key = body;
        taken.quarantine_reason = quarantine;
        if (quarantine.empty()) taken.handlers = {handler};
        std::string id;
        journal.append(std::move(taken), [&](const Result<Appended>& appended) {
            id = appended->id.to_text();
        });
        loop.run_posted();
        return id;
    }

    void settle(
        Position position,
        Settlement::Verdict verdict,
        std::string reason = "",
        std::string handler = "ship"
    ) {
        Settlement settlement;
        settlement.handler = std::move(handler);
        settlement.position = position;
        settlement.verdict = verdict;
        settlement.reason = std::move(reason);
        journal.settle({settlement}, [](const auto&) {});
        loop.run_posted();
    }

    Reply ask(std::string method, std::string target, std::string body = "") {
        RawRequest request;
        request.method = std::move(method);
        request.target = std::move(target);
        request.body = std::move(body);
        std::optional<Reply> reply;
        boost::asio::co_spawn(
            context,
            api.answer(std::move(request)),
            [&](const std::exception_ptr& problem, Reply answer) {
                EXPECT_FALSE(problem);
                reply = std::move(answer);
            }
        );
        while (!reply) {
            context.restart();
            context.poll();
            if (!reply && loop.run_posted() == 0) break;
        }
        return reply.value_or(Reply{.status = 0, .headers = {}, .body = "no answer"});
    }

    template <class T> T get(const std::string& target) {
        const auto reply = ask("GET", target);
        EXPECT_EQ(reply.status, 200) << reply.body;
        return json::decode<T>(reply.body)->value;
    }
};

TEST_F(ApiTest, ListsEventsNewestFirstAndShowsOneWhole) {
    const auto first = store("order.paid 17");
    const auto second = store("order.paid 18");
    const auto page = get<EventPage>("/api/v1/events?type=fake.order.*");
    ASSERT_EQ(page.items.size(), 2u);
    EXPECT_EQ(page.items[0].id, second);
    EXPECT_EQ(page.items[1].id, first);
    EXPECT_EQ(get<EventPage>("/api/v1/events?order_key=order%3A17").items.size(), 1u);
    EXPECT_EQ(get<EventPage>("/api/v1/events?disposition=quarantined").items.size(), 0u);

    const auto whole = get<WholeEventView>("/api/v1/events/" + first);
    EXPECT_EQ(whole.body, "order.paid 17");
    ASSERT_EQ(whole.deliveries.size(), 1u);
    EXPECT_EQ(whole.deliveries[0].handler, "ship");
    EXPECT_EQ(whole.deliveries[0].state, "pending");
    EXPECT_EQ(whole.deliveries[0].at, std::nullopt) << "it was not tried yet";
}

TEST_F(ApiTest, DiscardsADeadLetterEvenOfAHandlerThatIsGone) {
    const auto id = store("order.paid 17", "", "gone");
    settle(delivered.at(0).position, Settlement::Verdict::dead, "no stock", "gone");
    const auto letter = get<DeadLetterPage>("/api/v1/dead-letters?handler=gone").items.at(0);
    const auto discard = [&] {
        const auto position = std::to_string(letter.delivery.position);
        return ask("POST",
                   "/api/v1/dead-letters/discard",
                   R"({"dead_letters":[{"handler":"gone","position":)" + position + "}]}")
            .body;
    };
    EXPECT_EQ(discard(), R"({"discarded":1})");
    EXPECT_EQ(discard(), R"({"discarded":0})");
    EXPECT_EQ(recounted, 2);
    EXPECT_TRUE(get<DeadLetterPage>("/api/v1/dead-letters").items.empty());
    EXPECT_EQ(get<WholeEventView>("/api/v1/events/" + id).attempts.size(), 1u);
}

TEST_F(ApiTest, ReplaysADeadLetterAndSaysSoToTheHandler) {
    const auto id = store("order.paid 17");
    settle(delivered.at(0).position, Settlement::Verdict::dead, "no stock");
    const auto letters = get<DeadLetterPage>("/api/v1/dead-letters?handler=ship");
    ASSERT_EQ(letters.items.size(), 1u);
    EXPECT_EQ(letters.items[0].delivery.reason, "no stock");
    const auto attempts = get<AttemptList>("/api/v1/events/" + id + "/attempts?handler=ship");
    ASSERT_EQ(attempts.items.size(), 1u);
    EXPECT_EQ(attempts.items[0].outcome, "dead");
    const auto whole = get<WholeEventView>("/api/v1/events/" + id);
    ASSERT_EQ(whole.attempts.size(), 1u) << "also while it is pending";
    EXPECT_EQ(whole.attempts[0].handler, "ship");
    EXPECT_EQ(whole.attempts[0].reason, "no stock");

    const auto reply =
        ask("POST", "/api/v1/replay", R"({"targets":[{"event":")" + id + R"(","handler":"ship"}]})"
        );
    EXPECT_EQ(reply.body, R"({"taken":1,"deliveries":1})");
    EXPECT_EQ(recounted, 1);
    ASSERT_EQ(delivered.size(), 2u);
    EXPECT_EQ(delivered[1].replay, 1u);
    EXPECT_GT(delivered[1].position, delivered[0].position);
    EXPECT_TRUE(get<DeadLetterPage>("/api/v1/dead-letters").items.empty());
}

TEST_F(ApiTest, ReleasesAQuarantinedEventOnceItCanBeIdentified) {
    const auto id = store("order.paid 17", "(root): expected text");
    const auto reply = ask("POST", "/api/v1/events/" + id + "/release");
    EXPECT_EQ(reply.body, R"({"deliveries":1})");
    ASSERT_EQ(delivered.size(), 1u);
    EXPECT_EQ(delivered[0].event->envelope.type, "order.paid");
    EXPECT_EQ(ask("POST", "/api/v1/events/" + id + "/release").status, 409);
}

TEST_F(ApiTest, ReleasesWhatNothingIdentifiesOnlyRaw) {
    const auto id = store("", "(root): expected text, got nothing");
    const auto reply = ask("POST", "/api/v1/events/" + id + "/release");
    EXPECT_EQ(reply.status, 409);
    EXPECT_NE(reply.body.find("release it raw"), std::string::npos) << reply.body;
    EXPECT_EQ(
        ask("POST", "/api/v1/events/" + id + "/release", R"({"raw":true,"handlers":["erp"]})").body,
        R"({"deliveries":1})"
    );
    ASSERT_EQ(delivered.size(), 1u);
    EXPECT_EQ(delivered[0].handler, "erp");
}

TEST_F(ApiTest, ReleasesNothingThatNoHandlerWouldGet) {
    router = Router({});
    const auto id = store("", "(root): expected text, got nothing");
    const auto reply = ask("POST", "/api/v1/events/" + id + "/release", R"({"raw":true})");
    EXPECT_EQ(reply.status, 409);
    EXPECT_NE(reply.body.find("no handler would get it"), std::string::npos) << reply.body;
    EXPECT_EQ(get<WholeEventView>("/api/v1/events/" + id).event.disposition, "quarantined");
}

TEST_F(ApiTest, FreesOnlyWhatIsParked) {
    EXPECT_EQ(ask("POST", "/api/v1/handlers/ship/free").status, 409);
    EXPECT_EQ(ask("POST", "/api/v1/handlers/gone/free", R"({"new_handler":"gone"})").status, 404);
    EXPECT_EQ(
        ask("POST", "/api/v1/handlers/gone/free", R"({"new_handler":"erp"})").body,
        R"({"taken":0})"
    );
}

TEST_F(ApiTest, ShowsPausesAndResumesHandlers) {
    EXPECT_EQ(ask("POST", "/api/v1/handlers/ship/pause").status, 200);
    auto list = get<HandlerList>("/api/v1/handlers");
    ASSERT_EQ(list.items.size(), 2u);
    EXPECT_EQ(list.items[0].state, "paused");
    EXPECT_EQ(list.items[1].state, "running");
    EXPECT_EQ(ask("POST", "/api/v1/handlers/ship/resume").status, 200);
    list = get<HandlerList>("/api/v1/handlers");
    EXPECT_EQ(list.items[0].state, "running");
    EXPECT_EQ(ask("POST", "/api/v1/handlers/nobody/pause").status, 404);
}

TEST_F(ApiTest, SaysWhenAPauseMayNotOutlastARestart) {
    kept = failure(Errc::unavailable, "ship is paused, but perhaps not after a restart: disk full");
    const auto reply = ask("POST", "/api/v1/handlers/ship/pause");
    EXPECT_EQ(reply.status, 503);
    EXPECT_NE(reply.body.find("not after a restart: disk full"), std::string::npos) << reply.body;
}

TEST_F(ApiTest, SaysWhatIsWrongWithARequest) {
    struct Case {
        const char* method;
        const char* target;
        const char* body;
        int status;
        const char* words;
    };
    const Case cases[] = {
        {"GET", "/api/v1/nothing", "", 404, "not found"},
        {"GET", "/api/v2/events", "", 404, "not found"},
        {"PUT", "/api/v1/events", "", 405, "method not allowed"},
        {"GET", "/api/v1/events/17", "", 400, "event: expected an id"},
        {"GET", "/api/v1/events/01000000-0000-0000-0000-0000000000ff", "", 404, ""},
        {"GET", "/api/v1/events?limit=0", "", 400, "limit: expected a number"},
        {"GET", "/api/v1/events?colour=red", "", 400, "no parameter colour"},
        {"GET", "/api/v1/events?disposition=odd", "", 400, "disposition: expected"},
        {"POST", "/api/v1/replay", "{", 400, "expected"},
        {"GET", "/api/v1/dead-letters/discard", "", 405, "method not allowed"},
        {"POST",
         "/api/v1/dead-letters/discard",
         R"({"dead_letters":[{"handler":"ship","position":-1}]})",
         400,
         "position: expected 0 or more, got -1"},
        {"POST",
         "/api/v1/replay",
         R"({"targets":[{"event":"01000000-0000-0000-0000-000000000001","handler":"ship","position":-1}]})",
         400,
         "position: expected"},
        {"POST", "/api/v1/replay", R"({"targets":[],"colour":1})", 400, "colour"},
        {"POST",
         "/api/v1/replay",
         R"({"targets":[{"event":"01000000-0000-0000-0000-000000000001","handler":"x"}]})",
         404,
         "handler: none is configured"},
    };
    for (const Case& each : cases) {
        const auto reply = ask(each.method, each.target, each.body);
        EXPECT_EQ(reply.status, each.status) << each.target << ' ' << reply.body;
        EXPECT_NE(reply.body.find(each.words), std::string::npos) << reply.body;
    }
}

} // namespace
} // namespace orderhook::admin
