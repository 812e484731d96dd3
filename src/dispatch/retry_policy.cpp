#include "dispatch/retry_policy.hpp"

#include "text/utf8.hpp"

#include <algorithm>
#include <cmath>

namespace orderhook {

namespace {

using Verdict = Settlement::Verdict;

constexpr std::size_t longest_reason = 2000;
constexpr std::uint32_t most_crashes_alone = 3;

} // namespace

RetryPolicy::RetryPolicy(RetryOptions options, Uniform uniform)
    : options_(options),
      uniform_(std::move(uniform)) {}

Duration RetryPolicy::bound(std::uint32_t attempt) const {
    const auto first = static_cast<double>(options_.first.count());
    const auto longest = static_cast<double>(options_.cap.count());
    const double grown = first * std::pow(options_.factor, attempt > 0 ? attempt - 1 : 0);
    // Far attempts give infinity, which does not fit a Duration: compared before converted.
    return grown < longest ? Duration{std::llround(grown)} : options_.cap;
}

Settlement RetryPolicy::settlement(std::uint32_t attempt, const Outcome& outcome, Time now) const {
    Settlement settlement;
    settlement.attempt = attempt;
    if (const auto* reject = std::get_if<Reject>(&outcome)) {
        settlement.verdict = Verdict::dead;
        settlement.reason = cut(reject->reason, longest_reason);
    }
    if (const auto* retry = std::get_if<Retry>(&outcome)) {
        settlement.verdict = attempt < options_.max_attempts ? Verdict::retry : Verdict::dead;
        settlement.reason = cut(retry->reason, longest_reason);
        if (settlement.verdict == Verdict::dead) return settlement;
        const auto jittered = static_cast<double>(bound(attempt).count()) * uniform_();
        const Duration wait = retry->delay.value_or(Duration{std::llround(jittered)});
        settlement.due_at = now + std::clamp(wait, Duration::zero(), options_.asked_cap);
    }
    return settlement;
}

Settlement RetryPolicy::crash(std::uint32_t attempt, std::uint32_t crashes_alone, Time now) const {
    Settlement settlement;
    settlement.attempt = attempt;
    settlement.started_at = now;
    settlement.due_at = now;
    settlement.verdict = Verdict::retry;
    settlement.reason = "the process ended while the handler ran";
    const bool is_last = crashes_alone > 0 && attempt >= options_.max_attempts;
    if (crashes_alone < most_crashes_alone && !is_last) return settlement;
    settlement.verdict = Verdict::dead;
    settlement.reason +=
        ", " + std::to_string(crashes_alone) + " times after it was started alone: it is the cause";
    return settlement;
}

} // namespace orderhook
