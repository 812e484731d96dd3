#include "ingest/intake.hpp"

#include "http/status.hpp"
#include "sdk/foreign_call.hpp"

#include <orderhook/signature.hpp>

#include <algorithm>
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
    event.headers = storable_headers(source, request);

    auto envelope = identify(*source.provider, request);
    if (envelope) {
        event.envelope = std::move(*envelope);
    } else if (source.on_malformed == OnMalformed::reject) {
        return failure(Errc::malformed, std::move(envelope.error().message));
    } else {
        taken.quarantine_reason = std::move(envelope.error().message);
        fill_empty_keys(event.envelope, request.body);
    }
    event.body = std::move(request.body);
    return taken;
}

Headers storable_headers(const Source& source, const RawRequest& request) {
    const auto proofs = source.provider->proof_headers();
    const std::string_view secret = source.verifies && source.provider->proof_in_path()
                                        ? last_segment(request.target)
                                        : std::string_view{};
    Headers kept;
    for (const Header& field : request.headers) {
        const auto is_its_name = [&](std::string_view name) {
            return equal_without_case(name, field.name);
        };
        const bool proves = std::ranges::any_of(always_withheld, is_its_name)
                            || std::ranges::any_of(proofs, is_its_name);
        const bool repeats = !secret.empty() && field.value.find(secret) != std::string::npos;
        if (!proves && !repeats) kept.add(field.name, field.value);
    }
    return kept;
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
