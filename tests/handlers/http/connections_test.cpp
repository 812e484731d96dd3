#include "handlers/http/answer_reader.hpp"
#include "handlers/http/connections.hpp"
#include "handlers/http/local_server.hpp"
#include "support/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <latch>

namespace orderhook::outgoing {
namespace {

using namespace std::chrono_literals;
using test::always;
using test::answer_text;
using test::LocalServer;
using test::Peer;
using test::Received;

ConnectionOptions to(const LocalServer& server, ConnectionOptions options = {}) {
    options.url = server.url();
    options.proxy = ""; // whatever the environment says
    return options;
}

std::string result_of(const Result<Answer>& answer) {
    return answer ? "answered " + std::to_string(answer->status) : answer.error().message;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST(Connections, PostExactlyWhatTheyAreGiven) {
    const LocalServer server(always(answer_text(202, "taken")));
    Connections connections(to(server));
    const std::string body("a\0\r\nb\xff", 6);
    const auto answer = connections.post({{"X-A", "1"}, {"X-Empty", ""}}, body, {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 202);
    EXPECT_EQ(answer->front, "taken");
    EXPECT_EQ(answer->retry_after, std::nullopt);

    ASSERT_TRUE(connections.post({{"Content-Type", "a/b"}}, "", {}));
    const auto received = server.received();
    ASSERT_EQ(received.size(), 2u);
    EXPECT_TRUE(received[0].head.starts_with("POST /hook HTTP/1.1\r\n"));
    EXPECT_EQ(received[0].body, body);
    EXPECT_TRUE(received[0].says("X-A: 1"));
    EXPECT_TRUE(received[0].says("X-Empty:"));
    EXPECT_TRUE(received[0].says("User-Agent: Orderhook"));
    EXPECT_FALSE(has(received[0].head, "Content-Type"));
    EXPECT_TRUE(received[1].says("Content-Type: a/b"));
    EXPECT_TRUE(received[1].says("Content-Length: 0"));
    EXPECT_FALSE(has(received[1].head, "X-A"));
}

TEST(Connections, WaitForNoPermissionToSendALargeBody) {
    const LocalServer server(always(answer_text(200)));
    Connections connections(to(server));
    ASSERT_TRUE(connections.post({}, std::string(std::size_t{3} << 20, 'x'), {}));
    EXPECT_FALSE(has(server.received().at(0).head, "Expect"));
    EXPECT_EQ(server.received().at(0).body.size(), std::size_t{3} << 20);
}

TEST(Connections, AreReusedOneAfterTheOther) {
    const LocalServer server(always(answer_text(200, "ok")));
    Connections connections(to(server));
    for (int turn = 0; turn < 5; ++turn)
        ASSERT_TRUE(connections.post({}, "x", {}));
    EXPECT_EQ(server.received().back().connection, 1);
}

TEST(Connections, AreAsManyAsCallsAtOneTime) {
    constexpr int calls = 4;
    std::latch all_there(calls);
    const LocalServer server([&](const Received& request, Peer& peer) {
        if (request.body == "together") all_there.arrive_and_wait();
        return peer.send(answer_text(200));
    });
    Connections connections(to(server));
    {
        std::vector<std::jthread> threads;
        for (int call = 0; call < calls; ++call)
            threads.emplace_back([&] {
                EXPECT_TRUE(connections.post({}, "together", {}));
                EXPECT_TRUE(connections.post({}, "again", {}));
            });
    }
    const auto received = server.received();
    EXPECT_EQ(received.size(), 2u * calls);
    EXPECT_EQ(std::ranges::max(received, {}, &Received::connection).connection, calls);
}

TEST(Connections, AreMadeAnewWhenTheReceiverHasEndedThem) {
    const LocalServer server([](const Received&, Peer& peer) {
        peer.send(answer_text(200));
        return false;
    });
    Connections connections(to(server));
    for (int turn = 0; turn < 3; ++turn) {
        const auto answer = connections.post({}, "x", {});
        EXPECT_TRUE(answer) << answer.error().message;
    }
    EXPECT_EQ(server.received().size(), 3u);
}

TEST(Connections, FollowNoRedirect) {
    const LocalServer server(always(answer_text(302, "", "Location: /other\r\n")));
    Connections connections(to(server));
    EXPECT_EQ(connections.post({}, "x", {})->status, 302);
    EXPECT_EQ(server.received().size(), 1u);
}

TEST(Connections, SayWhenToComeAgain) {
    const LocalServer server(always(answer_text(503, "busy", "retry-AFTER:  120 \r\n")));
    Connections connections(to(server));
    const auto answer = connections.post({}, "x", {});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    EXPECT_TRUE(has(answer->retry_after.value_or(""), "120"));
}

TEST(Connections, SayWhyThereIsNoAnswer) {
    std::string url;
    {
        const LocalServer gone(always(""));
        url = gone.url();
    }
    Connections refused({.url = url, .proxy = ""});
    const auto error = result_of(refused.post({}, "x", {}));
    EXPECT_TRUE(error.starts_with("no answer: Failed to connect to 127.0.0.1")) << error;

    const LocalServer silent([](const Received&, Peer&) { return false; });
    Connections dropped(to(silent));
    EXPECT_TRUE(result_of(dropped.post({}, "x", {})).starts_with("no answer: "));

    const LocalServer babble(always("no HTTP at all\r\n\r\n"));
    Connections confused(to(babble));
    EXPECT_TRUE(result_of(confused.post({}, "x", {})).starts_with("no answer: "));
}

TEST(Connections, EndAtOnceWhenAskedToStop) {
    std::promise<void> arrived;
    std::promise<void> ended;
    const LocalServer server([&](const Received& request, Peer& peer) {
        if (request.body != "slow") return peer.send(answer_text(200));
        arrived.set_value();
        peer.wait_for_end();
        ended.set_value();
        return false;
    });
    Connections connections(to(server));
    std::stop_source stop;
    const std::jthread stopper([&] {
        arrived.get_future().wait();
        stop.request_stop();
    });
    const auto answer = connections.post({}, "slow", stop.get_token());
    const auto error = result_of(answer);
    EXPECT_TRUE(error.starts_with("stopped after ")) << error;
    EXPECT_TRUE(error.ends_with("ms without an answer")) << error;
    ended.get_future().wait();
    // The connection that was given back serves the next call.
    EXPECT_EQ(result_of(connections.post({}, "x", {})), "answered 200");
    EXPECT_EQ(result_of(connections.post({}, "x", stop.get_token())), "stopped before it was sent");
    EXPECT_EQ(server.received().size(), 2u);
}

TEST(Connections, ReadOnlySoMuchOfAnAnswer) {
    std::promise<void> ended;
    const LocalServer server([&](const Received&, Peer& peer) {
        peer.send("HTTP/1.1 503 Busy\r\n\r\n");
        const std::string more(std::size_t{64} << 10, 'x');
        while (peer.send(more)) {
        }
        ended.set_value();
        return false;
    });
    Connections connections(to(server));
    const auto answer = connections.post({}, "x", {});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->status, 503);
    EXPECT_EQ(answer->front.size(), Answer::most_kept);
    ended.get_future().wait();
}

TEST(Connections, WaitOnlySoLongForTheRestOfAnAnswer) {
    std::promise<void> ended;
    const LocalServer server([&](const Received&, Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nslow");
        peer.wait_for_end();
        ended.set_value();
        return false;
    });
    Connections connections(to(server, {.drain_time = 10ms}));
    EXPECT_EQ(result_of(connections.post({}, "x", {})), "answered 200");
    ended.get_future().wait();
}

TEST(Connections, ReadNoEndlessHead) {
    const LocalServer server([&](const Received&, Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\n");
        while (peer.send("X-More: and more\r\n")) {
        }
        return false;
    });
    Connections connections(to(server));
    EXPECT_TRUE(result_of(connections.post({}, "x", {})).starts_with("no answer: "));
}

TEST(Connections, GoThroughTheProxyTheyAreGiven) {
    const LocalServer proxy(always(answer_text(200)));
    ConnectionOptions options{.url = "http://erp.example.invalid/orders", .proxy = proxy.url("")};
    Connections connections(options);
    EXPECT_EQ(result_of(connections.post({}, "x", {})), "answered 200");
    EXPECT_TRUE(proxy.received().at(0).head.starts_with(
        "POST http://erp.example.invalid/orders HTTP/1.1\r\n"
    ));
}

struct SecureConnections : testing::Test {
    test::TemporaryFolder folder;
    test::Certificates certificates{folder.path()};

    ConnectionOptions trusting(const LocalServer& server, const std::string& ca) {
        auto options = to(server);
        options.ca_file = certificates(ca);
        return options;
    }
};

TEST_F(SecureConnections, TrustTheirOwnCaAndNoOther) {
    const test::ServerTls tls{certificates};
    const LocalServer server(always(answer_text(200)), &tls);
    Connections trusting_ca(trusting(server, "ca.pem"));
    EXPECT_EQ(result_of(trusting_ca.post({}, "x", {})), "answered 200");
    EXPECT_EQ(result_of(trusting_ca.post({}, "x", {})), "answered 200");
    EXPECT_EQ(server.received().back().connection, 1);

    Connections trusting_other(trusting(server, "other.pem"));
    EXPECT_TRUE(has(result_of(trusting_other.post({}, "x", {})), "certificate"));
    Connections trusting_system(to(server));
    EXPECT_TRUE(has(result_of(trusting_system.post({}, "x", {})), "certificate"));
    auto other_name = trusting(server, "ca.pem");
    other_name.url.replace(other_name.url.find("127.0.0.1"), 9, "localhost");
    Connections misnamed(other_name);
    EXPECT_TRUE(has(result_of(misnamed.post({}, "x", {})), "localhost"));
    EXPECT_EQ(server.received().size(), 2u);
}

TEST_F(SecureConnections, ShowTheirCertificate) {
    const test::ServerTls tls{certificates, true};
    const LocalServer server(always(answer_text(200)), &tls);
    auto options = trusting(server, "ca.pem");
    Connections unknown(options);
    EXPECT_TRUE(result_of(unknown.post({}, "x", {})).starts_with("no answer: "));
    options.client_certificate = certificates("client.pem");
    options.client_key = certificates("client.key");
    Connections known(options);
    EXPECT_EQ(result_of(known.post({}, "x", {})), "answered 200");
}

TEST_F(SecureConnections, SurviveAPeerThatGoesWhileTheySend) {
    // With TLS 1.3 it misses their certificate when they are sending already.
    const test::ServerTls tls{certificates, true};
    const LocalServer server(always(answer_text(200)), &tls);
    Connections connections(trusting(server, "ca.pem"));
    const std::string large(std::size_t{4} << 20, 'x');
    for (int turn = 0; turn < 5; ++turn)
        EXPECT_TRUE(result_of(connections.post({}, large, {})).starts_with("no answer: "));
}

} // namespace
} // namespace orderhook::outgoing
