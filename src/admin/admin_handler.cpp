#include "admin/admin_handler.hpp"

#include "admin/access.hpp"
#include "http/status.hpp"

namespace orderhook::admin {

namespace {

bool is_api(std::string_view target) { return target.starts_with("/api/"); }

Reply unauthorized() {
    Reply reply = http::error_reply(401, "expected Authorization: Bearer with the admin.token");
    reply.headers.add("WWW-Authenticate", "Bearer");
    return reply;
}

} // namespace

AdminHandler::AdminHandler(Ready ready, MetricsText metrics_text, std::optional<ApiAccess> access)
    : ready_(std::move(ready)),
      metrics_text_(std::move(metrics_text)),
      access_(std::move(access)) {}

std::optional<Reply> AdminHandler::answer_early(const http::RequestHead& head) {
    if (!access_ || !is_api(head.target)) return reply_to(head.method, head.target);
    if (!is_authorized(head.headers, access_->token, access_->clock.now())) return unauthorized();
    return std::nullopt;
}

boost::asio::awaitable<Reply> AdminHandler::answer(RawRequest request) {
    co_return co_await access_->api.answer(std::move(request)); // the rest was answered early
}

Reply AdminHandler::reply_to(std::string_view method, std::string_view target) const {
    const auto path = target.substr(0, target.find('?'));
    const bool known = path == "/healthz" || path == "/readyz" || path == "/metrics";
    if (!known) return http::error_reply(Errc::not_found);
    if (method != "GET" && method != "HEAD") {
        Reply reply = http::error_reply(405, "method not allowed");
        reply.headers.add("Allow", "GET, HEAD");
        return reply;
    }
    if (path == "/readyz") return readiness();
    if (path == "/metrics") return metrics();
    return http::json_reply(200, {{"status", "ok"}});
}

Reply AdminHandler::readiness() const {
    const auto ready = ready_();
    if (ready) return http::json_reply(200, {{"status", "ready"}});
    return http::json_reply(503, {{"status", "not ready"}, {"reason", ready.error().message}});
}

Reply AdminHandler::metrics() const {
    Reply reply;
    reply.headers.add("Content-Type", "text/plain; version=0.0.4");
    reply.body = metrics_text_();
    return reply;
}

} // namespace orderhook::admin
