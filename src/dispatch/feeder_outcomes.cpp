// The part of Feeder that learns what became of claims.
#include "dispatch/feeder.hpp"
#include "log/log.hpp"

namespace orderhook {

namespace {

using Verdict = Settlement::Verdict;

std::string_view outcome_label(const Finished& finished, Verdict verdict) {
    switch (verdict) {
    case Verdict::done:
        return finished.was_called ? "done" : "ignored";
    case Verdict::retry:
        return "retry";
    case Verdict::dead:
        return "dead";
    }
    return {};
}

} // namespace

void Feeder::receive(const Progress& progress) {
    if (progress.has_overdue_sync_returned) watch_.returned();
    for (const Returned& one : progress.returned)
        returned(one);
    interrupted(progress.interrupted);
    for (const Finished& finished : progress.finished) {
        --at_work_;
        acquit(finished.claim.position);
        judge(finished);
        settle(finished);
    }
    feed();
    progressed_();
}

void Feeder::interrupted(std::size_t claims) {
    if (claims == 0) return;
    at_work_ -= claims;
    log::info(
        "attempts were cut short by the stop: they are made again after the next start",
        {{"handler", name_}, {"attempts", std::uint64_t{claims}}}
    );
}

void Feeder::returned(const Returned& one) {
    if (one.was_overdue) watch_.returned();
    lanes_.returned(one.claim, fate_of(one.verdict) == Fate::over);
}

Fate Feeder::fate_of(Verdict verdict) const {
    if (verdict == Verdict::retry) return Fate::again;
    return verdict == Verdict::dead && holds_ ? Fate::blocks : Fate::over;
}

void Feeder::settle(const Finished& finished) {
    const Claim& claim = finished.claim;
    Settlement settlement =
        policy_.settlement(claim.attempts + 1, finished.outcome, parts_.clock.now());
    if (!lanes_.report(claim.lane, claim.position, fate_of(settlement.verdict))) {
        // It may have been the last that its lane's dead letter waited for, which may be replayed
        // already.
        if (holds_) read_dead_lanes();
        return;
    }

    parts_.metrics.attempt(name_, outcome_label(finished, settlement.verdict), finished.took);
    if (settlement.verdict != Verdict::done) log_failure(finished, settlement);
    if (settlement.verdict != Verdict::retry) damaged_.erase(claim.position);
    settlement.handler = name_;
    settlement.position = claim.position;
    settlement.started_at = finished.started_at;
    settlement.took = finished.took;
    parts_.settler.add(std::move(settlement), {index_, claim.lane});
}

void Feeder::settled(const Settler::Settled& settled) {
    if (settled.verdict != Verdict::retry) --pending_;
    if (settled.verdict == Verdict::dead) ++dead_;
    lanes_.settled(settled.owner.lane, fate_of(settled.verdict), settled.due_at);
}

// What never reached the handler tells nothing about it.
void Feeder::judge(const Finished& finished) {
    const Lane lane = finished.claim.lane;
    if (finished.was_called)
        judge(lane, finished.is_retry());
    else
        breaker_.pass_over(lane);
}

void Feeder::judge(Lane lane, bool failed) {
    const bool was_open = breaker_.is_open();
    breaker_.record(lane, failed, parts_.clock.now());
    if (breaker_.is_open() == was_open) return;
    parts_.metrics.circuit(name_, breaker_.is_open());
    if (was_open) return log::info("circuit closed: the handler works again", {{"handler", name_}});
    log::warn(
        "circuit opened: most orders fail, so nothing is tried but probes",
        {{"handler", name_}}
    );
    take_back();
}

void Feeder::overdue(const CallsAtWork& late) {
    for (const Call& call : late.overdue)
        if (breaker_.is_open()) judge(call.lane, true);
    if (watch_.is_overloaded()) take_back();
    progressed_();
}

void Feeder::acquit(Position position) {
    if (suspects_.erase(position) > 0) parts_.blame->acquit(name_, position);
}

// Without the reason: that is a handler's own text, and may hold what no log should.
void Feeder::log_failure(const Finished& finished, const Settlement& settlement) const {
    const bool is_dead = settlement.verdict == Verdict::dead;
    const auto event = finished.event.to_text();
    log::write(
        is_dead ? log::Level::warn : log::Level::info,
        !is_dead ? "delivery will be tried again"
        : holds_ ? "delivery is a dead letter, and holds its order"
                 : "delivery is a dead letter",
        {{"handler", name_}, {"event", event}, {"attempt", std::uint64_t{settlement.attempt}}}
    );
}

} // namespace orderhook
