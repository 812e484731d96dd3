// The admin API: what an operator can see of the journal and have done again.
#pragma once

#include "admin/api_types.hpp"
#include "admin/query.hpp"
#include "dispatch/handler_options.hpp"
#include "dispatch/router.hpp"
#include "ingest/source.hpp"
#include "journal/records.hpp"

#include <orderhook/http.hpp>
#include <orderhook/result.hpp>

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace orderhook::admin {

/// What the dispatcher lets an operator do with handlers. Called on the loop.
struct HandlerControl {
    std::vector<std::string> names; ///< of the handlers that are configured
    std::function<std::vector<HandlerStatus>()> status;
    /// Pauses or resumes one of them; answers on the loop when that outlasts a restart.
    std::function<
        void(const std::string& name, bool is_paused, Journal::Answer<std::monostate> answer)>
        set_paused;
    /// Something was replayed, discarded or freed: what is dead or parked is to be counted again.
    std::function<void()> recount;
};

/// Answers what stands below /api/v1; see api_types.hpp for the JSON.
///
///     GET  /events?source&type&order_key&from&to&disposition&limit&cursor
///     GET  /events/<id>                       with headers, body and what it is owed
///     GET  /events/<id>/attempts?handler      those that failed
///     POST /events/<id>/release               of a quarantined or conflicting one
///     GET  /dead-letters?handler&...          as of events
///     POST /dead-letters/discard
///     POST /replay
///     GET  /handlers
///     POST /handlers/<name>/pause, /resume
///     POST /handlers/<name>/free              its parked deliveries
///
/// Errors are 400, 404, 405, 409 and 503 with `{"error":"..."}`, which says what was expected. On
/// the loop only.
class Api {
public:
    /// What is referred to is borrowed.
    struct Parts {
        Records& records;
        const SourceTable& sources;
        const Router& router;
        HandlerControl handlers;
    };

    explicit Api(Parts parts) : parts_(std::move(parts)) {}

    [[nodiscard]] boost::asio::awaitable<Reply> answer(RawRequest request);

private:
    struct Call {
        std::string name; ///< what stands for the `*` of the path
        Query query;
        std::string body;
    };
    using Answer = Result<std::string>;
    using Awaitable = boost::asio::awaitable<Answer>;
    struct Endpoint {
        std::string_view method;
        std::string_view path; ///< `*` stands for one segment
        Awaitable (Api::*run)(Call call);
    };

    [[nodiscard]] static std::span<const Endpoint> endpoints();

    Awaitable list_events(Call call);
    Awaitable show_event(Call call);
    Awaitable list_attempts(Call call);
    Awaitable release(Call call);
    Awaitable list_dead_letters(Call call);
    Awaitable replay(Call call);
    Awaitable discard(Call call);
    Awaitable list_handlers(Call call);
    Awaitable pause(Call call);
    Awaitable resume(Call call);
    Awaitable free_parked(Call call);

    /// Of all handlers when `handler` is empty.
    [[nodiscard]] boost::asio::awaitable<Result<std::vector<AttemptView>>>
    attempts_of(EventId event, std::string handler);
    [[nodiscard]] Result<Envelope> envelope_of(const Event& event, bool raw) const;
    Awaitable set_paused(std::string handler, bool is_paused);
    [[nodiscard]] Result<void> check_handler(const std::string& name) const;

    Parts parts_;
};

} // namespace orderhook::admin
