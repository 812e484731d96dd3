#include "http/server.hpp"
#include "http/support/client.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace orderhook::http::test {
namespace {

using std::chrono::milliseconds;

TEST(Server, SaysWhyItCannotListen) {
    Service service;
    boost::asio::io_context context;
    ServerSettings settings;
    settings.setting = "admin.listen";
    settings.listen = "127.0.0.1:" + std::to_string(service.server->port());
    const auto taken = Server::listen(context, settings, service.handler, service.clock);
    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::unavailable);
    EXPECT_EQ(
        taken.error().message,
        "admin.listen: cannot bind " + settings.listen + ": address in use"
    );

    settings.listen = "192.0.2.1:0";
    const auto foreign = Server::listen(context, settings, service.handler, service.clock);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(
        foreign.error().message,
        "admin.listen: cannot bind 192.0.2.1:0: cannot assign requested address"
    );

    settings.listen = "everywhere";
    const auto unreadable = Server::listen(context, settings, service.handler, service.clock);
    ASSERT_FALSE(unreadable);
    EXPECT_EQ(
        unreadable.error().message,
        "admin.listen: expected address:port, got \"everywhere\""
    );
}

TEST(Server, CountsItsConnections) {
    Service service;
    {
        Client first(service);
        first.send(post("one"));
        EXPECT_EQ(first.reply().status, 200);
        Client second(service);
        second.send(post("two"));
        EXPECT_EQ(second.reply().status, 200);
    }
    EXPECT_TRUE(service.turn_until([&] { return service.connection_counts.back() == 0; }));
    EXPECT_EQ(service.connection_counts, (std::vector<std::size_t>{1, 2, 1, 0}));
}

TEST(Server, LetsConnectionsWaitWhenAllAreTaken) {
    ServerSettings settings;
    settings.max_connections = 2;
    Service service(settings);
    service.handler.close_gate();
    Client first(service);
    Client second(service);
    Client third(service);
    third.send(post("three"));
    first.send(post("one"));
    second.send(post("two"));
    ASSERT_TRUE(service.turn_until([&] { return service.handler.requests.size() == 2; }));
    service.settle();
    EXPECT_EQ(service.handler.requests.size(), 2u);
    service.handler.open_gate();
    EXPECT_EQ(first.reply().body, "one");
    EXPECT_EQ(second.reply().body, "two");
    EXPECT_EQ(third.reply().body, "three") << "the others only keep their connections for later";
}

TEST(Server, ClosesTheConnectionThatIsIdleLongestForAnother) {
    ServerSettings settings;
    settings.max_connections = 2;
    Service service(settings);
    Client first(service);
    first.send(post("one"));
    EXPECT_EQ(first.reply().body, "one");
    Client second(service);
    second.send(post("two"));
    EXPECT_EQ(second.reply().body, "two");
    Client third(service);
    third.send(post("three"));
    EXPECT_EQ(third.reply().body, "three");
    EXPECT_TRUE(first.ended());
    EXPECT_FALSE(first.was_reset());
}

TEST(Server, GoesOnWhenTheProcessWasOutOfFiles) {
    Service service;
    Client client(service); // waits in the system's queue, since the loop does not turn yet

    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
    const int next = dup(0);
    ASSERT_GE(next, 0);
    close(next);
    const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
    service.settle();
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);

    EXPECT_TRUE(service.connection_counts.empty());
    client.send(post("one"));
    EXPECT_EQ(client.reply().status, 200);
}

TEST(Server, EndsIdleConnectionsAndAnswersBusyOnes) {
    Service service;
    Client idle(service);
    idle.send(post("one"));
    EXPECT_EQ(idle.reply().status, 200);
    Client fresh(service);
    Client busy(service);
    service.handler.close_gate();
    busy.send(post("two") + post("never a request"));
    ASSERT_TRUE(service.turn_until([&] { return service.handler.requests.size() == 2; }));

    service.drain(std::chrono::seconds{10});
    EXPECT_TRUE(idle.ended());
    EXPECT_TRUE(fresh.ended());
    EXPECT_FALSE(service.drained);
    boost::asio::ip::tcp::socket late(service.context);
    boost::system::error_code error;
    late.connect({boost::asio::ip::address_v4::loopback(), service.server->port()}, error);
    EXPECT_TRUE(error);

    service.handler.open_gate();
    const auto reply = busy.reply();
    EXPECT_EQ(reply.body, "two");
    EXPECT_TRUE(reply.says("Connection: close"));
    EXPECT_TRUE(busy.ended());
    busy.close();
    EXPECT_TRUE(service.turn_until([&] { return service.drained.has_value(); }));
    EXPECT_EQ(service.drained, true);
    EXPECT_EQ(service.handler.requests.size(), 2u);
}

TEST(Server, AnswersARequestThatIsStillComingWhenItStops) {
    Service service;
    Client client(service);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhel");
    service.settle();
    service.drain(std::chrono::seconds{10});
    service.settle();
    client.send("lo");
    const auto reply = client.reply();
    EXPECT_EQ(reply.body, "hello");
    EXPECT_TRUE(reply.says("Connection: close"));
}

TEST(Server, CutsWhatOutlastsTheGrace) {
    Service service;
    service.handler.close_gate();
    Client busy(service);
    busy.send(post("one"));
    Client slow(service);
    slow.send("POST / HT");
    ASSERT_TRUE(service.turn_until([&] { return !service.handler.requests.empty(); }));
    service.settle();
    service.drain(milliseconds{2});
    EXPECT_EQ(busy.rest(), "");
    EXPECT_EQ(slow.rest(), "");
    EXPECT_TRUE(service.turn_until([&] { return service.drained.has_value(); }));
    EXPECT_EQ(service.drained, true);
}

} // namespace
} // namespace orderhook::http::test
