#include "handlers/http/target.hpp"

#include <algorithm>
#include <charconv>

namespace orderhook::outgoing {

namespace {

constexpr std::string_view url_form = R"(expected a URL such as "https://erp.example.com/orders")";

/// What stands behind `http://` or `https://`; nothing when neither does.
std::optional<std::string_view> behind_scheme(std::string_view url) {
    for (const std::string_view scheme : {"http://", "https://"})
        if (equal_without_case(url.substr(0, scheme.size()), scheme))
            return url.substr(scheme.size());
    return std::nullopt;
}

bool is_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc{} && end == text.data() + text.size() && port > 0;
}

bool is_host_and_port(std::string_view authority) {
    const bool is_bracketed = authority.starts_with('[');
    const auto end = is_bracketed ? authority.find(']') : authority.find(':');
    if (is_bracketed && end == authority.npos) return false;
    const auto host = authority.substr(is_bracketed ? 1 : 0, is_bracketed ? end - 1 : end);
    if (host.empty()) return false;
    if (end == authority.npos) return true;
    const auto rest = authority.substr(is_bracketed ? end + 1 : end);
    return rest.empty() ? is_bracketed : rest.front() == ':' && is_port(rest.substr(1));
}

} // namespace

std::string problem_of_url(std::string_view url) {
    const auto rest = behind_scheme(url);
    if (!rest) return std::string(url_form);
    const bool has_blank = std::ranges::any_of(url, [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return byte <= ' ' || byte == 0x7F;
    });
    if (has_blank) return "expected a URL without blanks and control characters";
    const auto authority = rest->substr(0, rest->find_first_of("/?#"));
    if (authority.find('@') != authority.npos)
        return "expected a URL without user and password: they belong in the key basic";
    if (url.find('#') != url.npos) return "expected a URL without #, which is never sent";
    return is_host_and_port(authority) ? "" : std::string(url_form);
}

} // namespace orderhook::outgoing
