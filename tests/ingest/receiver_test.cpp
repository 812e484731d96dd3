#include "ingest/receiver.hpp"
#include "journal/memory/memory_journal.hpp"
#include "support/fake_provider.hpp"
#include "support/manual_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace orderhook {
namespace {

SourceTable one_source() {
    std::vector<Source> sources;
    sources.push_back({"shop", "/hooks/shop", std::make_unique<test::FakeProvider>()});
    return *SourceTable::create(std::move(sources));
}

struct Receiving {
    test::ManualClock clock;
    test::ManualLoop loop{clock};
    MemoryJournal journal{loop};
    SourceTable sources = one_source();
    Router router{{Route{"fake.*", {}, {"ship"}}}};
    Metrics metrics;
    Result<void> readiness{};
    Receiver receiver{sources, router, journal, metrics, clock, [this] { return readiness; }};
    boost::asio::io_context context;
    std::vector<Delivery> delivered;
    std::optional<Reply> reply;

    Receiving() {
        journal.on_committed([this](std::vector<Delivery> deliveries) {
            for (auto& delivery : deliveries)
                delivered.push_back(std::move(delivery));
        });
    }

    /// Starts a request; it waits for the journal as long as the loop is not turned.
    void start(std::string body, std::string proof = "right") {
        RawRequest request;
        request.method = "POST";
        request.target = "/hooks/shop";
        request.headers = {{"X-Proof", std::move(proof)}};
        request.body = std::move(body);
        reply.reset();
        boost::asio::co_spawn(
            context,
            receiver.answer(std::move(request)),
            [this](const std::exception_ptr& problem, Reply answer) {
                EXPECT_FALSE(problem);
                reply = std::move(answer);
            }
        );
        context.restart();
        context.poll();
    }

    /// Lets the journal answer, and the request with it.
    void commit() {
        loop.run_posted();
        context.restart();
        context.poll();
    }

    Reply post(std::string body, std::string proof = "right") {
        start(std::move(body), std::move(proof));
        commit();
        return reply.value_or(Reply{.status = 0, .headers = {}, .body = "no answer"});
    }

    std::optional<Reply> early(std::string method, std::string target) {
        return receiver.answer_early({std::move(method), std::move(target), {}});
    }
};

TEST(Receiver, RepliesOnlyAfterTheAppendIsDurable) {
    Receiving test;
    test.start("order.paid 17");
    EXPECT_FALSE(test.reply);
    test.commit();
    ASSERT_TRUE(test.reply);
    EXPECT_EQ(test.reply->status, 200);
    ASSERT_EQ(test.delivered.size(), 1u);
    EXPECT_EQ(test.delivered[0].handler, "ship");
}

TEST(Receiver, TellsADuplicateFromTheFirst) {
    Receiving test;
    EXPECT_NE(test.post("order.paid 17").body.find("accepted"), std::string::npos);
    EXPECT_NE(test.post("order.paid 17").body.find("duplicate"), std::string::npos);
    EXPECT_EQ(test.delivered.size(), 1u);
}

TEST(Receiver, SaysNothingButUnauthenticatedToAWrongProof) {
    Receiving test;
    const Reply reply = test.post("order.paid 17", "wrong");
    EXPECT_EQ(reply.status, 401);
    EXPECT_EQ(reply.body, R"({"error":"unauthenticated"})");
    EXPECT_TRUE(test.delivered.empty());
    EXPECT_NE(test.metrics.to_text().find("wrong proof"), std::string::npos);
}

TEST(Receiver, KeepsButDoesNotDeliverWhatItCannotIdentify) {
    Receiving test;
    const Reply reply = test.post("");
    EXPECT_EQ(reply.status, 200);
    EXPECT_NE(reply.body.find(R"("status":"quarantined")"), std::string::npos);
    EXPECT_TRUE(test.delivered.empty());
}

TEST(Receiver, StoresEventsThatNoRouteWants) {
    Receiving test;
    test.router = Router{{}};
    EXPECT_NE(test.post("order.paid 17").body.find("accepted"), std::string::npos);
    EXPECT_TRUE(test.delivered.empty());
}

TEST(Receiver, AnswersProbesAndWrongRequestsWithoutABody) {
    Receiving test;
    EXPECT_EQ(test.early("GET", "/hooks/shop")->status, 200);
    EXPECT_EQ(test.early("HEAD", "/hooks/shop")->status, 200);
    EXPECT_EQ(test.early("POST", "/hooks/other")->status, 404);
    const auto put = test.early("PUT", "/hooks/shop");
    EXPECT_EQ(put->status, 405);
    EXPECT_EQ(*put->headers.find("Allow"), "GET, HEAD, POST");
    EXPECT_FALSE(test.early("POST", "/hooks/shop"));
}

TEST(Receiver, TurnsRequestsAwayWhileItIsNotReady) {
    Receiving test;
    test.readiness = failure(Errc::unavailable, "journal is closed");
    EXPECT_EQ(test.early("GET", "/hooks/shop")->status, 503);
    const auto post = test.early("POST", "/hooks/shop");
    EXPECT_EQ(post->status, 503);
    EXPECT_NE(post->headers.find("Retry-After"), nullptr);
}

} // namespace
} // namespace orderhook
