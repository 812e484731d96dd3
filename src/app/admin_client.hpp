// The other end of the admin API, for the commands.
#pragma once

#include "admin/api_json.hpp"
#include "app/http_client.hpp"

#include <string>
#include <string_view>

namespace orderhook {

/// Where the admin API is and what opens it.
struct AdminAccess {
    std::string url;   ///< empty: this machine, at the port of ORDERHOOK_ADMIN_LISTEN or 9090
    std::string token; ///< that of the configuration's `admin.token`
};

/// `http://127.0.0.1:9090`, or what ORDERHOOK_ADMIN_LISTEN says.
[[nodiscard]] std::string admin_url_of_this_machine();

/// Asks one service; see admin/api.hpp for the paths. Blocks.
class AdminClient {
public:
    /// Errors: misconfigured, when there is no token or the URL is none.
    [[nodiscard]] static Result<AdminClient> create(const AdminAccess& access);

    /// Errors: unavailable when nobody answers, and what the service said.
    template <class T> [[nodiscard]] Result<T> get(const std::string& path) {
        return decoded<T>(ask("GET", path, {}));
    }
    template <class T, class Request>
    [[nodiscard]] Result<T> post(const std::string& path, const Request& request) {
        return decoded<T>(ask("POST", path, admin::json_of(request)));
    }

private:
    AdminClient(std::string address, Url url, std::string token)
        : address_(std::move(address)),
          client_(std::move(url)),
          token_(std::move(token)) {}

    [[nodiscard]] Result<std::string>
    ask(std::string_view method, const std::string& path, std::string body);

    template <class T> [[nodiscard]] Result<T> decoded(const Result<std::string>& body) const {
        if (!body) return failure(body);
        auto read = json::decode<T>(*body);
        if (!read) return not_ours("another answer: " + read.error().message);
        return std::move(read->value);
    }

    /// Who answers is no service of ours.
    [[nodiscard]] tl::unexpected<Error> not_ours(const std::string& got) const;

    std::string address_;
    HttpClient client_;
    std::string token_;
};

} // namespace orderhook
