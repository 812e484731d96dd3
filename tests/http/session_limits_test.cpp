#include "http/session.hpp"
#include "http/support/client.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace orderhook::http::test {
namespace {

using std::chrono::milliseconds;
using namespace std::string_literals;

const std::string chunked = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

ServerSettings small() {
    ServerSettings settings;
    settings.max_body = 1000;
    settings.max_header = 500;
    return settings;
}

std::string with(const std::string& fields) {
    return "POST /a HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n";
}

TEST(Session, RefusesOnceAndTakesNothingBehindForARequest) {
    const std::vector<std::pair<std::string, int>> cases{
        {with("Transfer-Encoding: gzip\r\nContent-Length: 5\r\n"), 400},
        {with("Transfer-Encoding: gzip\r\n"), 400},
        {with("Transfer-Encoding: chunked, gzip\r\n"), 400},
        {with("Transfer-Encoding: gzip, chunked\r\n") + "0\r\n\r\n", 400},
        {with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n") + "0\r\n\r\n", 400},
        {with("Content-Length: 5, 5\r\n") + "hello", 400},
        {with("Content-Length: 5\r\nContent-Length: 5\r\n") + "hello", 400},
        {with("Content-Length: +5\r\n") + "hello", 400},
        {with("Host: b\r\n"), 400},
        {with("A: b\r\n c\r\n"), 400},
        {with("A: b\n"), 400},
        {with("A: b\0\r\n"s), 400},
        {"POST /a HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"POST /a HTTP/1.1\r\n\r\n", 400},
        {"POST http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"\r\n", 400},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"\x16\x03\x01\x02\x05", 400},
        {with("Content-Encoding: gzip\r\nContent-Length: 5\r\n") + "hello", 415},
        {with("Expect: 200-ok\r\nContent-Length: 5\r\n"), 417},
        {with("Content-Length: 1001\r\n"), 413},
        {with("Content-Length: 18446744073709551615\r\n"), 413},
        {with("A: " + std::string(500, 'b') + "\r\n"), 431},
        {"GET /" + std::string(500, 'b') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {chunked + "3e9\r\n", 413},
        {chunked + "g\r\n", 400},
        {chunked + "5\r\nhello!\r\n0\r\n\r\n", 400},
        {chunked + "1;" + std::string(501, 'x') + "\r\na\r\n0\r\n\r\n", 431},
        {chunked + "0\r\nA: " + std::string(501, 'x') + "\r\n\r\n", 431},
        {chunked + "0\r\nA: b\r\n c\r\n\r\n", 400},
    };
    Service service(small());
    for (const auto& [text, status] : cases) {
        const auto replies = replies_to(service, text + smuggled + post("never a request"));
        EXPECT_EQ(statuses_of(replies), std::vector{status}) << text;
        EXPECT_NE(replies.find("\r\nConnection: close\r\n"), std::string::npos) << text;
        EXPECT_NE(replies.find("{\"error\":\""), std::string::npos) << text;
    }
    EXPECT_TRUE(service.handler.requests.empty());
}

TEST(Session, TakesWhatJustFits) {
    Service service(small());
    const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\nA: ";
    const std::string fits = head + std::string(500 - head.size() - 4, 'b') + "\r\n\r\n";
    const std::string body(1000, 'c');
    const std::string extended =
        chunked + "3e8;" + std::string(500, 'x') + "\r\n" + body + "\r\n0\r\n\r\n";
    EXPECT_EQ(statuses_of(replies_to(service, fits + body + extended)), (std::vector{200, 200}));
}

TEST(Session, LetsASenderOfTooMuchReadTheAnswer) {
    Service service;
    Client client(service);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5242880\r\n\r\n");
    client.send(std::string(5 * 1024 * 1024, 'x'));
    EXPECT_EQ(client.reply().status, 413);
}

TEST(Session, DoesNotResetASenderOfALittleTooMuch) {
    Service service(small());
    Client client(service);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n");
    EXPECT_EQ(client.reply().status, 413);
    client.send(std::string(900'000, 'x'));
    EXPECT_TRUE(client.ended());
    EXPECT_FALSE(client.was_reset());
}

TEST(Session, KeepsNoMoreMemoryForABodyThanItHasBytes) {
    Service service;
    std::vector<std::size_t> spare;
    service.handler.reply = [&](const RawRequest& request) {
        spare.push_back(request.body.capacity() - request.body.size());
        return make_reply(200);
    };
    Client client(service);
    client.send(post(std::string(70'000, 'a')));
    EXPECT_EQ(client.reply().status, 200);
    const std::string chunk = "7530\r\n" + std::string(30'000, 'a') + "\r\n";
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    client.send(chunk + chunk + chunk + "0\r\n\r\n");
    EXPECT_EQ(client.reply().status, 200);
    EXPECT_EQ(spare, (std::vector<std::size_t>{0, 0}));
}

TEST(Session, BoundsTheBodiesOfAllConnections) {
    ServerSettings settings;
    settings.max_buffered = 100'000;
    Service service(settings);
    service.handler.close_gate();
    Client first(service);
    first.send(post(std::string(60'000, 'a')));
    ASSERT_TRUE(service.turn_until([&] { return service.handler.requests.size() == 1; }));

    Client second(service);
    second.send(post(std::string(60'000, 'b')));
    const auto refused = second.reply();
    EXPECT_EQ(refused.status, 503);
    EXPECT_TRUE(refused.says("Retry-After: 5"));
    EXPECT_TRUE(second.ended());

    service.handler.open_gate();
    EXPECT_EQ(first.reply().status, 200);
    Client third(service);
    third.send(post(std::string(60'000, 'c')));
    EXPECT_EQ(third.reply().status, 200);
}

TEST(Session, CountsWhatHasComeAndNotWhatIsClaimed) {
    ServerSettings settings;
    settings.max_buffered = 200'000;
    Service service(settings);
    std::vector<Client> claimants;
    for (int i = 0; i < 10; ++i) {
        claimants.emplace_back(service);
        claimants.back().send(with("Content-Length: 200000\r\nExpect: 100-continue\r\n"));
    }
    service.settle();
    Client honest(service);
    honest.send(post("hello"));
    EXPECT_EQ(honest.reply().status, 200);
}

TEST(Session, AnswersAHeadThatTakesTooLong) {
    ServerSettings settings;
    settings.header_timeout = milliseconds{8};
    Service service(settings);
    Client fresh(service);
    fresh.send("POST / HT");
    EXPECT_EQ(statuses_of(fresh.rest()), std::vector{408});

    Client used(service);
    used.send(post("one"));
    EXPECT_EQ(used.reply().status, 200);
    used.send("POST / HT");
    EXPECT_EQ(statuses_of(used.rest()), std::vector{408});
    EXPECT_EQ(service.handler.requests.size(), 1u);
}

TEST(Session, AnswersABodyThatTakesTooLong) {
    ServerSettings settings;
    settings.body_timeout = milliseconds{8};
    Service service(settings);
    for (const auto& start : {with("Content-Length: 5\r\n") + "hell", chunked + "5\r\nhell"}) {
        Client client(service);
        client.send(start);
        EXPECT_EQ(statuses_of(client.rest()), std::vector{408});
    }
    EXPECT_TRUE(service.handler.requests.empty());
}

TEST(Session, ClosesSilentConnectionsSilently) {
    ServerSettings settings;
    settings.header_timeout = milliseconds{8};
    Service fresh(settings);
    EXPECT_TRUE(Client(fresh).ended());

    ServerSettings idle_settings;
    idle_settings.idle_timeout = milliseconds{8};
    Service idle(idle_settings);
    Client client(idle);
    client.send(post("one"));
    EXPECT_EQ(client.reply().status, 200);
    EXPECT_TRUE(client.ended());
}

TEST(Session, GivesUpOnWhoDoesNotReadTheReply) {
    ServerSettings settings;
    settings.write_timeout = milliseconds{8};
    Service service(settings);
    service.handler.reply = [](const RawRequest&) {
        return make_reply(200, std::string(32 * 1024 * 1024, 'x'));
    };
    Client client(service);
    client.send(post("one"));
    EXPECT_TRUE(service.turn_until([&] {
        return service.connection_counts == std::vector<std::size_t>{1, 0};
    }));
}

TEST(Session, DoesNotHurryTheHandler) {
    ServerSettings settings;
    settings.header_timeout = settings.body_timeout = settings.idle_timeout =
        settings.write_timeout = milliseconds{4};
    Service service(settings);
    service.handler.close_gate();
    Client client(service);
    client.send(post("one"));
    boost::asio::steady_timer later(service.context, milliseconds{20});
    later.async_wait([&](auto) { service.handler.open_gate(); });
    EXPECT_EQ(client.reply().status, 200);
}

} // namespace
} // namespace orderhook::http::test
