// A server whose loop the test turns itself.
#pragma once

#include "http/server.hpp"
#include "support/manual_clock.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace orderhook::http::test {

/// Answers 200 with the request's body unless told otherwise, and keeps the requests.
class EchoHandler final : public RequestHandler {
public:
    explicit EchoHandler(boost::asio::io_context& context)
        : gate_(context, std::chrono::hours{1}) {}

    [[nodiscard]] std::optional<Reply> answer_early(const RequestHead& head) override;
    [[nodiscard]] boost::asio::awaitable<Reply> answer(RawRequest request) override;

    /// Requests wait behind a closed gate.
    void close_gate() { gate_closed_ = true; }
    void open_gate();

    std::function<std::optional<Reply>(const RequestHead&)> early;
    std::function<Reply(const RawRequest&)> reply;
    std::vector<RawRequest> requests;

private:
    boost::asio::steady_timer gate_;
    bool gate_closed_ = false;
};

[[nodiscard]] Reply make_reply(int status, std::string body = {}, bool close = false);

struct Service {
    explicit Service(ServerSettings settings = {});
    ~Service();

    /// Turns the loop until the condition holds; false after ten seconds without it.
    bool turn_until(const std::function<bool()>& condition);

    /// Turns the loop until nothing is ready to run.
    void settle();

    /// Starts draining; `drained` says later how it went.
    void drain(Duration grace);

    boost::asio::io_context context{1};
    orderhook::test::ManualClock clock;
    EchoHandler handler{context};
    std::vector<std::size_t> connection_counts;
    std::unique_ptr<Server> server;
    std::optional<bool> drained;
};

} // namespace orderhook::http::test
