#include "http/session.hpp"
#include "http/support/client.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace orderhook::http::test {
namespace {

const std::string chunked_request =
    "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

TEST(Session, HandsOverTheWholeRequest) {
    Service service;
    Client client(service);
    client.send(post("hello", "X-One: 1\r\n"));
    const auto reply = client.reply();
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "hello");
    EXPECT_TRUE(reply.says("Content-Type: application/json"));
    ASSERT_EQ(service.handler.requests.size(), 1u);
    const auto& request = service.handler.requests[0];
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/hooks/a");
    EXPECT_EQ(request.headers, (Headers{{"Host", "a"}, {"Content-Length", "5"}, {"X-One", "1"}}));
    EXPECT_EQ(request.body, "hello");
    EXPECT_EQ(request.peer, "127.0.0.1");
    EXPECT_EQ(request.received_at, service.clock.now());
}

TEST(Session, KeepsTheConnection) {
    Service service;
    Client client(service);
    for (const auto* body : {"one", "two", ""}) {
        client.send(post(body));
        const auto reply = client.reply();
        EXPECT_EQ(reply.body, body);
        EXPECT_FALSE(reply.says("Connection: close"));
    }
    EXPECT_EQ(service.connection_counts, std::vector<std::size_t>{1});
}

TEST(Session, AnswersPipelinedRequestsInOrder) {
    Service service;
    Client client(service);
    client.send(post("one") + chunked_request + "3\r\ntwo\r\n0\r\nA: b\r\n\r\n" + post("three"));
    EXPECT_EQ(client.reply().body, "one");
    EXPECT_EQ(client.reply().body, "two");
    EXPECT_EQ(client.reply().body, "three");
}

TEST(Session, TakesARequestByteByByte) {
    Service service;
    Client client(service);
    const std::string text = post("hello") + chunked_request + "5;x=y\r\nworld\r\n0\r\n\r\n";
    for (const char letter : text) {
        client.send(std::string_view(&letter, 1));
        service.settle();
    }
    EXPECT_EQ(client.reply().body, "hello");
    EXPECT_EQ(client.reply().body, "world");
}

TEST(Session, TakesBodiesThatComeInManyPieces) {
    Service service;
    std::string body;
    for (int i = 0; body.size() < 1024 * 1024; ++i)
        body += std::to_string(i);
    body.resize(1024 * 1024);
    Client client(service);
    client.send(post(body) + post("next"));
    EXPECT_EQ(client.reply().body, body);
    EXPECT_EQ(client.reply().body, "next");
}

TEST(Session, ClosesWhenTheRequestAsksForIt) {
    Service service;
    Client client(service);
    client.send(post("one", "Connection: close\r\n") + post("two"));
    EXPECT_TRUE(client.reply().says("Connection: close"));
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(service.handler.requests.size(), 1u);
}

TEST(Session, ClosesWhenTheReplyAsksForIt) {
    Service service;
    service.handler.reply = [](const RawRequest&) { return make_reply(200, "", true); };
    Client client(service);
    client.send(post("one"));
    EXPECT_TRUE(client.reply().says("Connection: close"));
    EXPECT_TRUE(client.ended());
}

TEST(Session, KeepsAnHttp10ConnectionOnlyWhenAsked) {
    Service service;
    Client client(service);
    client.send("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n");
    EXPECT_TRUE(client.reply().says("Connection: keep-alive"));
    client.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_TRUE(client.reply().says("Connection: close"));
    EXPECT_TRUE(client.ended());
}

TEST(Session, LeavesTheBodyOutOfAReplyToHead) {
    Service service;
    service.handler.reply = [](const RawRequest&) { return make_reply(200, "body"); };
    Client client(service);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(client.reply(true).says("Content-Length: 4"));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.reply().body, "body");
}

TEST(Session, GivesARefusalItsBodyAfterARequestForTheHead) {
    Service service;
    Client client(service);
    client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n\r\n");
    EXPECT_EQ(client.reply(true).status, 200);
    EXPECT_EQ(client.reply().body, "{\"error\":\"no request line\"}");
}

TEST(Session, SaysContinueBeforeItReadsTheBody) {
    Service service;
    Client client(service);
    const auto request = post("hello", "Expect: 100-continue\r\n");
    client.send(request.substr(0, request.size() - 5));
    EXPECT_EQ(client.line(), "HTTP/1.1 100 Continue\r\n");
    EXPECT_EQ(client.line(), "\r\n");
    client.send("hello");
    EXPECT_EQ(client.reply().body, "hello");
}

TEST(Session, SaysNoContinueWhenTheBodyIsThereOrUnwanted) {
    Service service;
    Client client(service);
    client.send(post("hello", "Expect: 100-continue\r\n"));
    EXPECT_EQ(client.reply().body, "hello");

    service.handler.early = [](const RequestHead&) { return make_reply(404); };
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.reply().status, 404);
    EXPECT_TRUE(client.ended());
}

TEST(Session, AnswersEarlyWithoutTheBody) {
    Service service;
    service.handler.early = [](const RequestHead& head) -> std::optional<Reply> {
        if (head.target == "/known") return std::nullopt;
        return make_reply(404, head.method);
    };
    Client client(service);
    client.send("GET /unknown HTTP/1.1\r\nHost: a\r\n\r\nGET /known HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(client.reply().body, "GET");
    EXPECT_EQ(client.reply().status, 200);
    client.send(post("body") + post("never a request"));
    const auto reply = client.reply();
    EXPECT_EQ(reply.status, 404);
    EXPECT_TRUE(reply.says("Connection: close"));
    EXPECT_TRUE(client.ended());
    EXPECT_EQ(service.handler.requests.size(), 1u);
}

TEST(Session, AnswersFailuresOfTheHandlerOnce) {
    Service service;
    service.handler.reply = [](const RawRequest&) -> Reply { throw std::runtime_error("no"); };
    const auto replies = replies_to(service, post("one") + post("two"));
    EXPECT_EQ(statuses_of(replies), std::vector{500});
    EXPECT_TRUE(replies.ends_with("{\"error\":\"internal\"}")) << replies;

    service.handler.early = [](const RequestHead&) -> Reply { throw std::runtime_error("no"); };
    EXPECT_EQ(statuses_of(replies_to(service, post("one"))), std::vector{500});
}

TEST(Session, AnswersWhoEndsSendingBehindTheRequest) {
    Service service;
    EXPECT_EQ(statuses_of(replies_to(service, post("one") + post("two"))), (std::vector{200, 200}));
}

TEST(Session, SaysNothingToWhoLeavesInTheMiddle) {
    Service service;
    const auto request = post("hello");
    for (std::size_t size = 0; size < request.size(); ++size)
        EXPECT_EQ(replies_to(service, request.substr(0, size)), "") << size;
    EXPECT_EQ(replies_to(service, chunked_request + "5\r\nhel"), "");
    EXPECT_TRUE(service.handler.requests.empty());
}

TEST(Session, WritesRepliesLargerThanTheSocketTakes) {
    Service service;
    const std::string body(8 * 1024 * 1024, 'x');
    service.handler.reply = [&](const RawRequest&) { return make_reply(200, body); };
    Client client(service);
    client.send(post(""));
    service.settle();
    EXPECT_EQ(client.reply().body.size(), body.size());
    client.send(post(""));
    EXPECT_EQ(client.reply().body.size(), body.size());
}

} // namespace
} // namespace orderhook::http::test
