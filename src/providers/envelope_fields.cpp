#include <orderhook/envelope_fields.hpp>
#include <orderhook/signature.hpp>

namespace orderhook {
namespace {

std::string describe_found(const Found& found) {
    if (!found) return "nothing";
    if (found->kind == json::Kind::string) return "empty text";
    return std::string(to_text(found->kind));
}

} // namespace

Result<std::string> required_text(const Found& found, std::string_view path) {
    if (found && found->kind == json::Kind::string && !found->text.empty()) return found->text;
    return failure(
        Errc::malformed,
        std::string(path) + ": expected text, got " + describe_found(found)
    );
}

std::string identifier(Found found) {
    if (!found) return {};
    const bool named = found->kind == json::Kind::string || found->kind == json::Kind::number;
    return named ? std::move(found->text) : std::string();
}

std::optional<Time> instant(const Found& found) {
    const auto time = Timestamp::from_text(identifier(found));
    return time ? time->instant() : std::nullopt;
}

std::string hash_of_body(std::string_view body) { return to_hex(sha256(body)); }

} // namespace orderhook
