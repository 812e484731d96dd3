#include "app/admin_client.hpp"

#include "admin/api_types.hpp"
#include "app/configuration.hpp"

#include <algorithm>

namespace orderhook {

std::string admin_url_of_this_machine() {
    Overrides overrides;
    overrides.add_environment();
    const std::string listen = overrides.admin_listen.value_or(":9090");
    const auto colon = std::min(listen.rfind(':'), listen.size());
    const auto host = listen.substr(0, colon);
    const bool is_any = host.empty() || host == "0.0.0.0" || host == "[::]";
    return "http://" + (is_any ? "127.0.0.1" : host) + listen.substr(colon);
}

Result<AdminClient> AdminClient::create(const AdminAccess& access) {
    if (access.token.empty())
        return failure(
            Errc::misconfigured,
            "expected the service's admin.token in ORDERHOOK_ADMIN_TOKEN or --token"
        );
    std::string address = access.url.empty() ? admin_url_of_this_machine() : access.url;
    if (address.ends_with('/')) address.pop_back();
    if (const auto valid = Url::parse(address); !valid) return failure(valid);
    auto url = Url::parse(address + "/api/v1");
    if (!url) return failure(url);
    return AdminClient(std::move(address), std::move(*url), access.token);
}

Result<std::string>
AdminClient::ask(std::string_view method, const std::string& path, std::string body) {
    const Headers headers{{"Authorization", "Bearer " + token_}};
    const auto reply = client_.request(method, path, headers, std::move(body));
    if (!reply) return failure(reply);
    if (reply->status == 200) return reply->body;
    const auto said = json::decode<admin::ErrorReply>(reply->body);
    if (!said || said->value.error.empty())
        return not_ours("status " + std::to_string(reply->status) + " of another server");
    const auto& words = said->value.error;
    if (reply->status == 401)
        return failure(Errc::unauthenticated, "the token is not the service's");
    if (reply->status == 404 && words == "not found")
        return failure(
            Errc::not_found,
            "not found: expected the admin address of a service with an admin.token"
        );
    return failure(Errc::unavailable, words);
}

tl::unexpected<Error> AdminClient::not_ours(const std::string& got) const {
    return failure(Errc::unavailable, address_ + ": expected orderhook's admin API, got " + got);
}

} // namespace orderhook
