#include "providers/ordergroove/signature.hpp"

#include <algorithm>
#include <optional>

namespace orderhook::ordergroove {
namespace {

constexpr std::size_t most_codes = 8;
constexpr std::size_t longest_timestamp = 12; // so that it cannot overflow as microseconds

std::string_view trim(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<Time> parse_seconds(std::string_view text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](char letter) {
        return letter >= '0' && letter <= '9';
    });
    if (!digits || text.empty() || text.size() > longest_timestamp) return std::nullopt;
    std::int64_t seconds = 0;
    for (const char letter : text)
        seconds = seconds * 10 + (letter - '0');
    return Time{std::chrono::seconds{seconds}};
}

} // namespace

Result<Signature> Signature::parse(std::string_view header) {
    const auto malformed = [] { return failure(Errc::unauthenticated, "signature malformed"); };
    Signature signature;
    std::size_t timestamps = 0;
    std::size_t codes = 0;
    while (!header.empty()) {
        const std::string_view field = trim(header.substr(0, header.find(',')));
        header.remove_prefix(std::min(header.find(','), header.size() - 1) + 1);
        const std::size_t equals = field.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view value = field.substr(equals + 1);
        if (field.substr(0, equals) == "ts") {
            if (++timestamps > 1) return malformed();
            signature.timestamp = value;
        } else if (field.substr(0, equals) == "sig") {
            if (++codes > most_codes) return malformed();
            if (const auto code = sha256_from_hex(value)) signature.codes.push_back(*code);
        }
    }
    const auto sent_at = parse_seconds(signature.timestamp);
    if (!sent_at || signature.codes.empty()) return malformed();
    signature.sent_at = *sent_at;
    return signature;
}

} // namespace orderhook::ordergroove
