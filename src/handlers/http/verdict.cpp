#include "handlers/http/verdict.hpp"

#include "handlers/http/plain_text.hpp"
#include "handlers/http/retry_after.hpp"
#include "text/utf8.hpp"

#include <algorithm>

namespace orderhook::outgoing {

namespace {

constexpr std::size_t longest_excerpt = 512;

void hide(std::string& text, const std::string& secret) {
    constexpr std::string_view hidden = "***";
    if (secret.empty()) return;
    for (auto at = text.find(secret); at != text.npos; at = text.find(secret, at + hidden.size()))
        text.replace(at, secret.size(), hidden);
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
    std::size_t longest = 0;
    const bool is_cut = text.size() >= Answer::most_kept;
    for (const std::string& secret : secrets) {
        hide(text, secret);
        longest = std::max(longest, secret.size());
    }
    // Its end may be the first half of a secret.
    if (is_cut) text.resize(text.size() - std::min(text.size(), longest));
    return text;
}

std::string reason_of(const Answer& answer, const Verdicts& verdicts) {
    std::string reason = "answered " + std::to_string(answer.status);
    const std::string front = plain_text(without_secrets(answer.front, verdicts.secrets));
    const auto first = front.find_first_not_of(' ');
    if (first == front.npos) return reason;
    reason += ": ";
    reason += cut(std::string_view(front).substr(first), longest_excerpt);
    reason.resize(reason.find_last_not_of(' ') + 1);
    return reason;
}

} // namespace

Outcome outcome_of(const Answer& answer, const Verdicts& verdicts, Time now) {
    if (answer.status >= 200 && answer.status < 300) return Done{};
    auto reason = reason_of(answer, verdicts);
    if (std::ranges::find(verdicts.reject_statuses, answer.status)
        != verdicts.reject_statuses.end())
        return Reject{std::move(reason)};
    Retry retry{std::move(reason)};
    if (verdicts.honour_retry_after && answer.retry_after)
        retry.delay = parse_retry_after(*answer.retry_after, now);
    return retry;
}

} // namespace orderhook::outgoing
