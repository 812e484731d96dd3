#include "handlers/http/http_handler.hpp"

#include <chrono>

namespace orderhook {

namespace {

std::string unix_seconds(Time time) {
    return std::to_string(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count()
    );
}

} // namespace

HttpHandler::HttpHandler(std::string name, outgoing::Target target)
    : name_(std::move(name)),
      shape_(std::move(target.shape)),
      authorization_life_(std::move(target.authorization_life)),
      signer_(std::move(target.signer)),
      verdicts_(std::move(target.verdicts)),
      connections_(std::move(target.connection)) {}

Result<std::unique_ptr<Handler>> HttpHandler::create(std::string name, Settings& section) {
    auto target = outgoing::read_target(section);
    if (!target) return failure(target);
    return std::make_unique<HttpHandler>(std::move(name), std::move(*target));
}

Outcome HttpHandler::handle(const Event& event, const Attempt& attempt) {
    if (!authorization_life_.live_at(attempt.started_at))
        return Retry{"the secret of the Authorization header is not live, so nothing was sent"};
    auto post = outgoing::make_post(shape_, event, attempt);
    const auto body = post.body_of(event);
    const auto id = outgoing::webhook_id(event, attempt);
    const auto timestamp = unix_seconds(attempt.started_at);
    if (signer_.has_secrets()) {
        auto signatures = signer_.sign(id, timestamp, body, attempt.started_at);
        if (signatures.empty()) return Retry{"none of the secrets is live, so nothing was sent"};
        post.headers.add("webhook-signature", std::move(signatures));
    }
    post.headers.add("webhook-id", id);
    post.headers.add("webhook-timestamp", timestamp);

    const auto answer = connections_.post(post.headers, body, attempt.stop);
    if (!answer) return Retry{answer.error().message};
    const auto now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    return outgoing::outcome_of(*answer, verdicts_, now);
}

} // namespace orderhook
