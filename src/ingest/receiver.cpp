#include "ingest/receiver.hpp"

#include "async/await_callback.hpp"
#include "http/status.hpp"
#include "ingest/intake.hpp"
#include "log/log.hpp"

#include <chrono>

namespace orderhook {

namespace {

// More than any vendor has; types come from outside.
constexpr std::size_t most_unrouted_types = 1'000;

} // namespace

Receiver::Receiver(
    const SourceTable& sources,
    const Router& router,
    Journal& journal,
    Metrics& metrics,
    const Clock& clock,
    Ready ready
)
    : sources_(sources),
      router_(router),
      journal_(journal),
      metrics_(metrics),
      clock_(clock),
      ready_(std::move(ready)) {}

std::optional<Reply> Receiver::answer_early(const http::RequestHead& head) {
    const Source* source = sources_.find(head.target);
    const std::string_view name = source != nullptr ? source->name : std::string_view{};
    auto early = [&]() -> std::optional<Reply> {
        if (source == nullptr) return http::error_reply(404, "not found");
        const bool ready = ready_().has_value();
        if (head.method == "GET" || head.method == "HEAD")
            return ready ? Reply{.status = 200, .headers = {}, .body = R"({"status":"ready"})"}
                         : http::error_reply(503, "unavailable");
        if (head.method != "POST") {
            Reply reply = http::error_reply(405, "method not allowed");
            reply.headers.add("Allow", "GET, HEAD, POST");
            return reply;
        }
        if (!ready) return http::error_reply(503, "unavailable");
        return std::nullopt;
    }();
    if (early) metrics_.request(name, early->status);
    return early;
}

boost::asio::awaitable<Reply> Receiver::answer(RawRequest request) {
    const Source* source = sources_.find(request.target);
    if (source == nullptr) co_return http::error_reply(404, "not found");
    const auto started = std::chrono::steady_clock::now();
    Reply reply = co_await receive(*source, std::move(request));
    const auto took = std::chrono::steady_clock::now() - started;
    metrics_.request(source->name, reply.status, std::chrono::duration_cast<Duration>(took));
    co_return reply;
}

boost::asio::awaitable<Reply> Receiver::receive(const Source& source, RawRequest request) {
    const Time now = clock_.now();
    const auto proof = prove(source, request, now);
    if (!proof) co_return turned_away(source, request, proof.error());
    metrics_.verified(source.name, proof->secret);

    auto taken = take_in(source, std::move(request), ids_.next(now));
    if (!taken) {
        metrics_.appended(source.name, "rejected");
        co_return http::error_reply(422, taken.error().message);
    }
    const Event& event = taken->event;
    if (taken->quarantine_reason.empty())
        taken->handlers = router_.handlers_for(event.source, event.provider, event.envelope.type);

    std::optional<std::string> unrouted_type;
    if (taken->quarantine_reason.empty() && taken->handlers.empty())
        unrouted_type = event.envelope.type;
    const auto start = [&](auto answer) { journal_.append(std::move(*taken), std::move(answer)); };
    const auto appended = co_await await_callback<Result<Appended>>(start);
    if (unrouted_type && appended && appended->disposition == Disposition::accepted)
        note_unrouted(source, *unrouted_type, appended->id);
    metrics_.appended(source.name, appended ? to_text(appended->disposition) : "failed");
    if (appended && appended->disposition == Disposition::quarantined)
        log::warn(
            "event quarantined",
            {{"source", source.name}, {"event", appended->id.to_text()}}
        );
    co_return reply_for(appended);
}

// A route may be missing, or misspelt; or nobody wants such events, of which there may be many.
void Receiver::note_unrouted(const Source& source, const std::string& type, EventId event) {
    metrics_.unrouted(source.name);
    auto& throttle = unrouted_
                         .try_emplace(
                             source.name,
                             std::chrono::hours{1},
                             std::chrono::seconds{1},
                             most_unrouted_types
                         )
                         .first->second;
    if (const auto held_back = throttle.pass(std::hash<std::string>{}(type), clock_.now()))
        log::info(
            "no route leads the event to a handler",
            {{"source", source.name},
             {"type", type},
             {"event", event.to_text()},
             {"not_logged", *held_back}}
        );
}

Reply Receiver::turned_away(const Source& source, const RawRequest& request, const Error& error) {
    metrics_.rejected(source.name, error.message);
    // Anybody can cause these lines; the metric counts them all.
    auto& throttle = rejections_.try_emplace(source.name, std::chrono::seconds{1}).first->second;
    if (const auto held_back = throttle.pass(clock_.now()))
        log::warn(
            "request rejected",
            {{"source", source.name},
             {"reason", error.message},
             {"peer", request.peer},
             {"not_logged", *held_back}}
        );
    return http::error_reply(Errc::unauthenticated);
}

} // namespace orderhook
