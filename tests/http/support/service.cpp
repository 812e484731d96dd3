#include "http/support/service.hpp"

#include "async/token.hpp"
#include "support/patience.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <stdexcept>

namespace orderhook::http::test {

std::optional<Reply> EchoHandler::answer_early(const RequestHead& head) {
    return early ? early(head) : std::nullopt;
}

boost::asio::awaitable<Reply> EchoHandler::answer(RawRequest request) {
    requests.push_back(request);
    if (gate_closed_) co_await gate_.async_wait(tuple);
    Reply answer;
    if (reply)
        answer = reply(request);
    else
        answer.body = request.body;
    co_return answer;
}

void EchoHandler::open_gate() {
    gate_closed_ = false;
    gate_.cancel();
}

Reply make_reply(int status, std::string body, bool close) {
    Reply reply;
    reply.status = status;
    reply.body = std::move(body);
    reply.close = close;
    return reply;
}

Service::Service(ServerSettings settings) {
    settings.listen = "127.0.0.1:0";
    const auto count = [this](std::size_t open) { connection_counts.push_back(open); };
    auto listening = Server::listen(context, std::move(settings), handler, clock, count);
    if (!listening) throw std::runtime_error(listening.error().message);
    server = std::move(*listening);
    server->start();
}

Service::~Service() {
    handler.open_gate();
    if (!drained) drain(std::chrono::milliseconds{1});
    EXPECT_TRUE(turn_until([&] { return drained.has_value(); }));
    EXPECT_EQ(drained, true);
}

bool Service::turn_until(const std::function<bool()>& condition) {
    const auto give_up = std::chrono::steady_clock::now() + orderhook::test::patience;
    while (!condition() && std::chrono::steady_clock::now() < give_up) {
        context.restart();
        context.run_one_until(give_up);
    }
    return condition();
}

void Service::settle() {
    // What one side sends may need another look at the sockets to arrive.
    for (int i = 0; i < 3; ++i) {
        context.restart();
        context.poll();
    }
}

void Service::drain(Duration grace) {
    boost::asio::co_spawn(
        context,
        server->drained(grace),
        [this](const std::exception_ptr&, bool all_ended) { drained = all_ended; }
    );
}

} // namespace orderhook::http::test
