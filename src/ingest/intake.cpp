#include "ingest/intake.hpp"

#include "http/status.hpp"
#include "sdk/foreign_call.hpp"

#include <orderhook/signature.hpp>

#include <array>

namespace orderhook {

namespace {

constexpr std::array<std::string_view, 3> always_withheld{
    "Authorization",
    "Proxy-Authorization",
    "Cookie"};

std::string_view last_segment(std::string_view target) {
    const auto path = target.substr(0, target.find('?'));
    return path.substr(path.rfind('/') + 1);
}

// Without a key of its own an event would be the duplicate of any other, and without an order of
// its own wait behind any other.
void fill_empty_keys(Envelope& envelope, std::string_view body) {
    if (envelope.dedupe_key.empty()) envelope.dedupe_key = to_hex(sha256(body));
    if (envelope.order_key.empty()) envelope.order_key = "event:" + envelope.dedupe_key;
}

} // namespace

// In a fixed word, since it labels a metric: what is thrown may hold anything.
Result<Proof> prove(const Source& source, const RawRequest& request, Time now) {
    if (!source.verifies) return Proof{"none"};
    return foreign_call(
        [&] { return source.provider->verify(request, now); },
        [](const std::string&) -> Result<Proof> {
            return failure(Errc::unauthenticated, "the provider failed");
        }
    );
}

// An event without a type would have no routes.
Result<Envelope> identify(const Provider& provider, const RawRequest& request) {
    auto envelope = foreign_call(
        [&] { return provider.identify(request); },
        [](const std::string& words) -> Result<Envelope> {
            return failure(Errc::malformed, "(root): cannot be read: " + words);
        }
    );
    if (!envelope) return envelope;
    if (envelope->type.empty())
        return failure(Errc::unknown_type, "(root): expected a type, got nothing");
    fill_empty_keys(*envelope, request.body);
    return envelope;
}

Result<NewEvent> take_in(const Source& source, RawRequest request, EventId id) {
    NewEvent taken;
    Event& event = taken.event;
    event.id = id;
    event.source = source.name;
    event.provider = source.provider->name();
    event.received_at = request.received_at;

    auto envelope = identify(*source.provider, request);
    if (envelope) {
        event.envelope = std::move(*envelope);
    } else if (source.on_malformed == OnMalformed::reject) {
        return failure(Errc::malformed, std::move(envelope.error().message));
    } else {
        taken.quarantine_reason = std::move(envelope.error().message);
        fill_empty_keys(event.envelope, request.body);
    }
    event.headers = storable_headers(source, request.target, std::move(request.headers));
    event.body = std::move(request.body);
    return taken;
}

Headers storable_headers(const Source& source, std::string_view target, Headers headers) {
    for (const std::string_view name : always_withheld)
        headers.erase(name);
    for (const std::string& name : source.proof_headers)
        headers.erase(name);
    if (!source.verifies || !source.provider->proof_in_path()) return headers;
    if (const auto secret = last_segment(target); !secret.empty())
        headers.erase_if([&](const Header& field) {
            return field.value.find(secret) != std::string::npos;
        });
    return headers;
}

// 200 for whatever is stored: some vendors take no other status for success.
Reply reply_for(const Result<Appended>& appended) {
    if (!appended) return http::error_reply(appended.error().code);
    const std::string_view word = to_text(appended->disposition);
    const std::string id = appended->id.to_text();
    if (appended->disposition == Disposition::conflict)
        return http::json_reply(
            200,
            {{"status", word}, {"id", id}, {"first", appended->first.to_text()}}
        );
    if (appended->disposition == Disposition::quarantined)
        return http::json_reply(
            200,
            {{"status", word}, {"id", id}, {"error", appended->quarantine_reason}}
        );
    return http::json_reply(200, {{"status", word}, {"id", id}});
}

} // namespace orderhook
