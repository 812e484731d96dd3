// Receives events: verify, identify, append, and only then reply.
#pragma once

#include "async/clock.hpp"
#include "crypto/event_id_source.hpp"
#include "dispatch/router.hpp"
#include "http/request_handler.hpp"
#include "ingest/source.hpp"
#include "journal/journal.hpp"
#include "log/throttle.hpp"
#include "metrics/metrics.hpp"

#include <orderhook/result.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace orderhook {

/// Answers vendors' requests. On the loop only.
class Receiver final : public http::RequestHandler {
public:
    /// Whether an append can succeed now; an error turns every POST away with 503.
    using Ready = std::function<Result<void>()>;

    /// Everything is borrowed and must outlive the receiver and its requests.
    Receiver(
        const SourceTable& sources,
        const Router& router,
        Journal& journal,
        Metrics& metrics,
        const Clock& clock,
        Ready ready
    );

    [[nodiscard]] std::optional<Reply> answer_early(const http::RequestHead& head) override;
    [[nodiscard]] boost::asio::awaitable<Reply> answer(RawRequest request) override;

private:
    [[nodiscard]] boost::asio::awaitable<Reply> receive(const Source& source, RawRequest request);
    [[nodiscard]] Reply
    turned_away(const Source& source, const RawRequest& request, const Error& error);

    void note_unrouted(const Source& source, const std::string& type, EventId event);

    const SourceTable& sources_;
    const Router& router_;
    Journal& journal_;
    Metrics& metrics_;
    const Clock& clock_;
    Ready ready_;
    EventIdSource ids_;
    std::map<std::string_view, log::Throttle> rejections_;  // by source
    std::map<std::string_view, log::KeyThrottle> unrouted_; // of each, by type
};

} // namespace orderhook
