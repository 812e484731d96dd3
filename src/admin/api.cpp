#include "admin/api.hpp"

#include "admin/api_json.hpp"
#include "admin/views.hpp"
#include "async/await_callback.hpp"
#include "http/status.hpp"
#include "log/log.hpp"
#include "text/percent.hpp"

#include <algorithm>
#include <array>

namespace orderhook::admin {

namespace {

constexpr std::string_view prefix = "/api/v1";
constexpr std::size_t freed_at_once = 1000;

/// Whether the path fits, and what stands for the `*` of the pattern.
std::optional<std::string> match(std::string_view pattern, std::string_view path) {
    const auto star = pattern.find('*');
    if (star == pattern.npos)
        return pattern == path ? std::optional<std::string>("") : std::nullopt;
    const auto after = pattern.substr(star + 1);
    if (!path.starts_with(pattern.substr(0, star))) return std::nullopt;
    path.remove_prefix(star);
    const auto end = std::min(path.find('/'), path.size());
    if (end == 0 || path.substr(end) != after) return std::nullopt;
    return percent_decoded(path.substr(0, end));
}

Reply reply_for(Result<std::string> answer) {
    if (!answer)
        return http::error_reply(http::status_of(answer.error().code), answer.error().message);
    return Reply{.status = 200, .headers = {}, .body = std::move(*answer)};
}

} // namespace

std::span<const Api::Endpoint> Api::endpoints() {
    static constexpr std::array all{
        Endpoint{"GET", "/events", &Api::list_events},
        Endpoint{"GET", "/events/*", &Api::show_event},
        Endpoint{"GET", "/events/*/attempts", &Api::list_attempts},
        Endpoint{"POST", "/events/*/release", &Api::release},
        Endpoint{"GET", "/dead-letters", &Api::list_dead_letters},
        Endpoint{"POST", "/dead-letters/discard", &Api::discard},
        Endpoint{"POST", "/replay", &Api::replay},
        Endpoint{"GET", "/handlers", &Api::list_handlers},
        Endpoint{"POST", "/handlers/*/pause", &Api::pause},
        Endpoint{"POST", "/handlers/*/resume", &Api::resume},
        Endpoint{"POST", "/handlers/*/free", &Api::free_parked},
    };
    return all;
}

boost::asio::awaitable<Reply> Api::answer(RawRequest request) {
    const std::string_view target = request.target;
    auto path = target.substr(0, target.find('?'));
    if (!path.starts_with(prefix)) co_return http::error_reply(404, "not found");
    path.remove_prefix(prefix.size());
    std::string_view allowed;
    for (const Endpoint& endpoint : endpoints()) {
        auto name = match(endpoint.path, path);
        if (!name) continue;
        allowed = endpoint.method;
        if (request.method != endpoint.method) continue;
        auto query = Query::parse(target);
        if (!query) co_return reply_for(failure(query));
        Call call{std::move(*name), std::move(*query), std::move(request.body)};
        auto answered = co_await (this->*endpoint.run)(std::move(call));
        co_return reply_for(std::move(answered));
    }
    if (allowed.empty()) co_return http::error_reply(404, "not found");
    Reply reply = http::error_reply(405, "method not allowed");
    reply.headers.add("Allow", std::string(allowed));
    co_return reply;
}

Result<void> Api::check_handler(const std::string& name) const {
    const auto& names = parts_.handlers.names;
    if (std::ranges::find(names, name) != names.end()) return {};
    return failure(Errc::not_found, "handler: none is configured with the name \"" + name + '"');
}

Api::Awaitable Api::list_handlers(Call) {
    HandlerList list;
    for (const HandlerStatus& status : parts_.handlers.status())
        list.items.push_back(view_of(status));
    co_return json_of(list);
}

Api::Awaitable Api::pause(Call call) { return set_paused(std::move(call.name), true); }

Api::Awaitable Api::resume(Call call) { return set_paused(std::move(call.name), false); }

Api::Awaitable Api::set_paused(std::string handler, bool is_paused) {
    if (const auto known = check_handler(handler); !known) co_return failure(known);
    const auto start = [&](auto answer) {
        parts_.handlers.set_paused(handler, is_paused, std::move(answer));
    };
    const auto kept = co_await await_callback<Result<std::monostate>>(start);
    if (!kept) co_return failure(kept);
    co_return "{}";
}

Api::Awaitable Api::free_parked(Call call) {
    const auto request = request_in<FreeRequest>(call.body);
    if (!request) co_return failure(request);
    if (check_handler(call.name))
        co_return failure(Errc::conflict, call.name + " is configured, so nothing of it is parked");
    if (request->new_handler)
        if (const auto known = check_handler(*request->new_handler); !known)
            co_return failure(known);
    const auto start = [&](auto answer) {
        parts_.records
            .free_parked(call.name, request->new_handler, freed_at_once, std::move(answer));
    };
    const auto freed = co_await await_callback<Result<std::size_t>>(start);
    parts_.handlers.recount();
    if (!freed) co_return failure(freed);
    if (*freed > 0)
        log::info(
            "parked deliveries were freed",
            {{"handler", call.name},
             {"to", request->new_handler.value_or("")},
             {"deliveries", std::uint64_t{*freed}}}
        );
    co_return json_of(FreeReply{static_cast<std::int64_t>(*freed)});
}

} // namespace orderhook::admin
