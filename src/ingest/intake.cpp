#include "ingest/intake.hpp"

#include <algorithm>

#include <orderhook/json.hpp>
#include <orderhook/signature.hpp>

namespace orderhook {

namespace {

// 200 for all of them: some vendors take no other status for success.
Reply stored(std::string_view status, const EventId& id, std::string_view name = {}, std::string_view value = {}) {
    Reply reply;
    reply.body = R"({"status":")" + std::string(status) + R"(","id":")" + id.to_text() + '"';
    if (!name.empty()) {
        reply.body += ",\"" + std::string(name) + "\":";
        json::append_quoted(reply.body, value);
    }
    reply.body += '}';
    return reply;
}

Reply try_again_later() {
    Reply reply{.status = 503, .headers = {}, .body = R"({"error":"unavailable"})"};
    reply.headers.add("Retry-After", "10");
    return reply;
}

} // namespace

Result<Proof> prove(const Source& source, const RawRequest& request, Time now) {
    if (!source.verifies) return Proof{"none"};
    return source.provider->verify(request, now);
}

Result<NewEvent> take_in(const Source& source, RawRequest request, EventId id) {
    NewEvent taken;
    Event& event = taken.event;
    event.id = id;
    event.source = source.name;
    event.provider = source.provider->name();
    event.received_at = request.received_at;
    event.headers = storable_headers(source, request.headers);

    auto envelope = source.provider->identify(request);
    if (envelope) {
        event.envelope = std::move(*envelope);
    } else if (source.on_malformed == OnMalformed::reject) {
        return failure(Errc::malformed, std::move(envelope.error().message));
    } else {
        taken.quarantine_reason = std::move(envelope.error().message);
        event.envelope.dedupe_key = to_hex(sha256(request.body));
        event.envelope.order_key = "event:" + event.envelope.dedupe_key;
    }
    event.body = std::move(request.body);
    return taken;
}

Headers storable_headers(const Source& source, const Headers& headers) {
    auto withheld = source.provider->proof_headers();
    for (const char* name : {"Authorization", "Proxy-Authorization", "Cookie"}) withheld.emplace_back(name);
    Headers kept;
    for (const Header& field : headers) {
        const bool secret = std::ranges::any_of(withheld, [&](const std::string& name) {
            return equal_without_case(name, field.name);
        });
        if (!secret) kept.add(field.name, field.value);
    }
    return kept;
}

Reply reply_for(const Result<Appended>& appended) {
    if (!appended) return try_again_later();
    switch (appended->disposition) {
    case Disposition::accepted: return stored("accepted", appended->id);
    case Disposition::duplicate: return stored("duplicate", appended->id);
    case Disposition::conflict: return stored("conflict", appended->id, "first", appended->first.to_text());
    case Disposition::quarantined: return stored("quarantined", appended->id, "error", appended->quarantine_reason);
    }
    return try_again_later();
}

} // namespace orderhook
