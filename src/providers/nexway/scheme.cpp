#include "providers/nexway/scheme.hpp"

#include <orderhook/signature.hpp>

#include <algorithm>
#include <optional>

namespace orderhook::nexway {
namespace {

constexpr std::string_view authorization = "Authorization";
constexpr std::string_view basic = "Basic";
constexpr std::string_view bearer = "Bearer";

std::string_view without_blanks_around(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What follows the name of the scheme, which has no case; nothing when another scheme is named.
std::optional<std::string_view> after_scheme(std::string_view value, std::string_view scheme) {
    if (!equal_without_case(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    value.remove_prefix(scheme.size());
    if (!value.starts_with(' ')) return std::nullopt;
    return without_blanks_around(value);
}

/// `user:password`, neither of them empty. The first colon ends the user.
bool is_user_and_password(std::string_view text) {
    const std::size_t colon = text.find(':');
    return colon != text.npos && colon > 0 && colon + 1 < text.size();
}

bool is_header_name(std::string_view name) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
        return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z')
               || (letter >= 'A' && letter <= 'Z') || marks.find(letter) != marks.npos;
    });
}

/// Visible ASCII, which a token is made of.
bool is_token(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return letter > ' ' && letter <= '~';
    });
}

/// What arrives in a header as it was sent.
bool is_header_value(std::string_view text) {
    return text == without_blanks_around(text)
           && std::none_of(text.begin(), text.end(), [](unsigned char letter) {
                  return letter < ' ' || letter == 0x7F;
              });
}

tl::unexpected<Error> refusal(std::string_view reason) {
    return failure(Errc::unauthenticated, std::string(reason));
}

} // namespace

Result<Scheme> Scheme::create(Settings& section) {
    const auto scheme = section.get<std::string>("scheme", "basic");
    if (!scheme) return failure(scheme);
    if (*scheme == "header") {
        auto header = section.require<std::string>("header");
        if (!header) return failure(header);
        if (is_header_name(*header)) return Scheme(Kind::header, *std::move(header));
        return section.wrong(
            "header",
            "expected a header's name such as \"X-Webhook-Token\", got \"" + *header + '"'
        );
    }
    if (section.has("header")) {
        return section.wrong(
            "header",
            "expected no such key unless scheme is \"header\", got scheme \"" + *scheme + '"'
        );
    }
    if (*scheme == "basic") return Scheme(Kind::basic, std::string(authorization));
    if (*scheme == "bearer") return Scheme(Kind::bearer, std::string(authorization));
    return section.wrong(
        "scheme",
        "expected \"basic\", \"bearer\" or \"header\", got \"" + *scheme + '"'
    );
}

std::string_view Scheme::problem_of(std::string_view secret) const noexcept {
    if (kind_ == Kind::basic && !is_user_and_password(secret)) {
        return "expected user:password, got another form";
    }
    if (kind_ == Kind::bearer && !is_token(secret)) {
        return "expected visible characters without blanks, got others";
    }
    if (kind_ == Kind::header && !is_header_value(secret)) {
        return "expected a header's value without blanks around it, got another form";
    }
    return {};
}

Result<std::string> Scheme::secret_in(const Headers& headers) const {
    const std::string* const value = headers.find(header_);
    if (value == nullptr) return refusal("no credentials header");
    if (headers.count(header_) > 1) return refusal("several credentials headers");
    const std::string_view text = without_blanks_around(*value);
    if (kind_ == Kind::header) return std::string(text);

    const auto credentials = after_scheme(text, kind_ == Kind::basic ? basic : bearer);
    if (!credentials) return refusal("another authorization scheme");
    if (kind_ == Kind::bearer) return std::string(*credentials);

    auto decoded = decode_base64(*credentials);
    if (!decoded || !is_user_and_password(*decoded)) return refusal("credentials malformed");
    return *std::move(decoded);
}

Header Scheme::present(std::string_view secret) const {
    if (kind_ == Kind::header) return {header_, std::string(secret)};
    if (kind_ == Kind::bearer) return {header_, std::string(bearer) + " " += secret};
    return {header_, std::string(basic) + " " + encode_base64(secret)};
}

} // namespace orderhook::nexway
