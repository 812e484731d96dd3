#include "admin/access.hpp"

#include <orderhook/signature.hpp>

namespace orderhook::admin {

bool is_authorized(const Headers& headers, const Secret& token, Time now) {
    constexpr std::string_view scheme = "Bearer ";
    const std::string* given = headers.find("Authorization");
    if (given == nullptr || headers.count("Authorization") != 1 || !token.live_at(now))
        return false;
    if (given->size() < scheme.size()) return false;
    const std::string_view value = *given;
    return equal_without_case(value.substr(0, scheme.size()), scheme)
           && equal_in_constant_time(value.substr(scheme.size()), token.text);
}

} // namespace orderhook::admin
