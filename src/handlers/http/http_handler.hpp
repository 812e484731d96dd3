// Posts events to a URL.
#pragma once

#include "handlers/http/connections.hpp"
#include "handlers/http/target.hpp"

#include <orderhook/handler.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace orderhook {

/// `type = "http"`: one POST for each attempt, over connections that are kept open. Keys:
///
/// - `url`: http or https, without user and password.
/// - `format`: `"original"` (default), the bytes as they came; `"cloudevents-structured"` or
///   `"cloudevents-binary"`, the event as a CloudEvent 1.0, see `cloud_event.hpp`.
/// - `forward_headers` (default `["Content-Type"]`): which of the received headers go along, each
///   named once. Of several Content-Types the first one goes; that of a CloudEvent is settled by
///   its format.
/// - `secrets`: `whsec_` and base64 of 24 to 64 bytes each. All that are live sign; while none is,
///   nothing is sent.
/// - `bearer`, or `basic` (`user:password`): a secret for the Authorization header. While it is not
///   live nothing is sent.
/// - `reject_statuses` (default `[400, 410, 413, 415, 422]`): answers that make a dead letter at
///   once. 2xx is done; everything else, redirects too, is tried again.
/// - `honour_retry_after` (default true): wait as long as the answer's Retry-After says, if it
///   lies in the future.
/// - `ca_file`: PEM, trusted instead of the system's; `client_certificate`, and `client_key` when
///   the key does not stand in the same file: PEM, who we are.
/// - `proxy`: an http or https URL, or `""` for none. Without the key the environment decides, as
///   with curl: http_proxy, https_proxy, all_proxy. Its no_proxy holds in either case.
/// - `connect_timeout` (default 10s). For the whole attempt there is `timeout`.
///
/// Every request has `webhook-id` (the event's id; `-r<n>` behind it for its nth replay: what a
/// receiver drops repetitions by), `webhook-timestamp` (of the attempt, in Unix seconds), with
/// secrets `webhook-signature`, and `X-Orderhook-Attempt`. With the original format also
/// `X-Orderhook-Type` (`<provider>.<type>`), `-Source`, `-Tenant`, `-Order-Key`, `-Received-At` and
/// `-Late`, percent-encoded as the headers of a CloudEvent; those that are empty are left out. In
/// either kind of header a value is cut at 1 KiB, so that no receiver has to refuse it for ever:
/// two long order keys may look the same there, but not in a body.
class HttpHandler final : public Handler {
public:
    HttpHandler(std::string name, outgoing::Target target);

    [[nodiscard]] static Result<std::unique_ptr<Handler>>
    create(std::string name, Settings& section);

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) override;

private:
    const std::string name_;
    const outgoing::Shape shape_;
    const Secret authorization_life_;
    const outgoing::Signer signer_;
    const outgoing::Verdicts verdicts_;
    outgoing::Connections connections_;
};

} // namespace orderhook
