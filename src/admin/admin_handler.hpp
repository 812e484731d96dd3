// The admin listener's side: is it alive, is it ready, what has it counted.
#pragma once

#include "admin/api.hpp"
#include "async/clock.hpp"
#include "http/request_handler.hpp"

#include <orderhook/result.hpp>
#include <orderhook/settings.hpp>

#include <functional>
#include <optional>

namespace orderhook::admin {

/// What the API needs to be served.
struct ApiAccess {
    Secret token;
    Api& api;
    const Clock& clock;
};

/// Answers GET and HEAD on /healthz (always 200: the loop turns), /readyz and /metrics, which are
/// open to whoever reaches the listener, and the API to whoever has the token. Without a token
/// there is no API.
class AdminHandler final : public http::RequestHandler {
public:
    using Ready = std::function<Result<void>()>;
    using MetricsText = std::function<std::string()>;

    /// `ready` says why not; its message is shown to the caller. Both are called on the loop.
    AdminHandler(Ready ready, MetricsText metrics_text, std::optional<ApiAccess> access = {});

    [[nodiscard]] std::optional<Reply> answer_early(const http::RequestHead& head) override;
    [[nodiscard]] boost::asio::awaitable<Reply> answer(RawRequest request) override;

private:
    [[nodiscard]] Reply reply_to(std::string_view method, std::string_view target) const;
    [[nodiscard]] Reply readiness() const;
    [[nodiscard]] Reply metrics() const;

    Ready ready_;
    MetricsText metrics_text_;
    std::optional<ApiAccess> access_;
};

} // namespace orderhook::admin
