#include "http/status.hpp"

#include <orderhook/json.hpp>

namespace orderhook::http {

namespace {

constexpr std::size_t usual_body = 96;

struct Meaning {
    int status;
    std::string_view word;
};

Meaning meaning_of(Errc code) noexcept {
    switch (code) {
    case Errc::unauthenticated:
    case Errc::stale:
        return {401, "unauthenticated"};
    case Errc::malformed:
        return {400, "malformed"};
    case Errc::unknown_type:
        return {422, "unknown type"};
    case Errc::too_large:
        return {413, "too large"};
    case Errc::not_found:
        return {404, "not found"};
    case Errc::conflict:
        return {409, "conflict"};
    case Errc::unavailable:
        return {503, "unavailable"};
    case Errc::misconfigured:
    case Errc::internal:
        break;
    }
    return {500, "internal"};
}

} // namespace

int status_of(Errc code) noexcept { return meaning_of(code).status; }

Reply json_reply(
    int status,
    std::initializer_list<std::pair<std::string_view, std::string_view>> members
) {
    Reply reply;
    reply.status = status;
    reply.body.reserve(usual_body);
    reply.body = '{';
    for (const auto& [name, text] : members) {
        if (reply.body.size() > 1) reply.body += ',';
        json::append_quoted(reply.body, name);
        reply.body += ':';
        json::append_quoted(reply.body, text);
    }
    reply.body += '}';
    return reply;
}

Reply error_reply(int status, std::string_view text) {
    Reply reply = json_reply(status, {{"error", text}});
    if (status == 503) reply.headers.add("Retry-After", "5");
    return reply;
}

Reply error_reply(Errc code) {
    const Meaning meaning = meaning_of(code);
    return error_reply(meaning.status, meaning.word);
}

} // namespace orderhook::http
