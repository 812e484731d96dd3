#include "dispatch/feeder.hpp"

#include "log/log.hpp"

namespace orderhook {

namespace {

using Verdict = Settlement::Verdict;

// Enough to keep fast handlers busy between two turns of the loop.
constexpr std::size_t least_queue = 256;
constexpr Duration read_again_after = std::chrono::seconds{1};

std::string_view outcome_label(const Finished& finished, Verdict verdict) {
    if (finished.ignored && verdict == Verdict::done) return "ignored";
    switch (verdict) {
    case Verdict::done:
        return "done";
    case Verdict::retry:
        return "retry";
    case Verdict::dead:
        return "dead";
    }
    return {};
}

} // namespace

Feeder::Feeder(
    HandlerSetup setup,
    std::size_t index,
    const DispatchParts& parts,
    Decode decode,
    RetryPolicy::Uniform uniform,
    std::function<void()> progressed
)
    : name_(setup.handler->name()),
      index_(index),
      parts_(parts),
      policy_(setup.options.retry, std::move(uniform)),
      progressed_(std::move(progressed)),
      lanes_(setup.options.window),
      most_at_work_(least_queue + setup.options.concurrency),
      workers_(
          std::move(setup.handler),
          setup.options.concurrency,
          std::move(decode),
          parts.clock,
          parts.loop,
          [this](const Progress& progress) { receive(progress); }
      ) {}

void Feeder::start(const Backlog& backlog) {
    pending_ += backlog.pending;
    dead_ += backlog.dead;
    is_running_ = true;
    feed();
}

void Feeder::admit(const Delivery& delivery) {
    ++pending_;
    lanes_.admit(delivery);
}

void Feeder::settled(const Settler::Settled& settled) {
    const bool failed = settled.verdict == Verdict::retry;
    if (!failed) --pending_;
    if (settled.verdict == Verdict::dead) ++dead_;
    lanes_.settled(settled.owner.lane, failed ? std::optional(settled.due_at) : std::nullopt);
}

void Feeder::feed() {
    count();
    if (!is_running_) return;
    lanes_.wake(parts_.clock.now());
    claim();
    if (may_read_) fetch();
    if (may_read_) scan();
    set_alarm();
}

void Feeder::claim() {
    std::vector<Claim> claims;
    while (at_work_ < most_at_work_) {
        auto claim = lanes_.next();
        if (!claim) break;
        ++at_work_;
        claims.push_back(std::move(*claim));
    }
    if (!claims.empty()) workers_.give(std::move(claims));
}

void Feeder::fetch() {
    auto positions = lanes_.start_fetch();
    if (positions.empty()) return;
    parts_.journal.fetch(name_, std::move(positions), [this](Result<std::vector<Delivery>> found) {
        if (!found) {
            lanes_.fetch_failed();
            return read_later(found.error());
        }
        is_read_failing_ = false;
        lanes_.fetched(std::move(*found));
        feed();
    });
}

void Feeder::scan() {
    const auto scan = lanes_.start_scan();
    if (!scan) return;
    const auto answered = [this](const Result<std::vector<PendingDelivery>>& rows) {
        if (!rows) {
            lanes_.scan_failed();
            return read_later(rows.error());
        }
        is_read_failing_ = false;
        lanes_.scanned(*rows, parts_.clock.now());
        feed();
    };
    parts_.journal.scan(name_, scan->after, scan->limit, answered);
}

void Feeder::read_later(const Error& error) {
    if (!std::exchange(is_read_failing_, true))
        log::warn("deliveries cannot be read", {{"handler", name_}, {"reason", error.message}});
    may_read_ = false;
    parts_.loop.after(read_again_after, [this] {
        may_read_ = true;
        feed();
    });
}

// An alarm cannot be taken back: one that is no longer the next finds nothing to do.
void Feeder::set_alarm() {
    const auto due = lanes_.next_due();
    if (!due || (alarm_ && *alarm_ <= *due)) return;
    alarm_ = due;
    parts_.loop.after(*due - parts_.clock.now(), [this, at = *due] {
        if (alarm_ != at) return;
        alarm_.reset();
        feed();
    });
}

void Feeder::receive(const Progress& progress) {
    for (const auto& [claim, goes_on] : progress.returned)
        lanes_.returned(claim, goes_on);
    for (const Finished& finished : progress.finished) {
        --at_work_;
        settle(finished);
    }
    feed();
    progressed_();
}

void Feeder::settle(const Finished& finished) {
    const Claim& claim = finished.claim;
    Settlement settlement =
        policy_.settlement(claim.attempts + 1, finished.outcome, parts_.clock.now());
    const bool failed = settlement.verdict == Verdict::retry;
    if (!lanes_.report(claim.lane, claim.position, failed)) return;

    parts_.metrics.attempt(name_, outcome_label(finished, settlement.verdict), finished.took);
    if (settlement.verdict != Verdict::done) log_failure(finished, settlement);
    settlement.handler = name_;
    settlement.position = claim.position;
    settlement.started_at = finished.started_at;
    settlement.took = finished.took;
    parts_.settler.add(std::move(settlement), {index_, claim.lane});
}

// Without the reason: that is a handler's own text, and may hold what no log should.
void Feeder::log_failure(const Finished& finished, const Settlement& settlement) const {
    const bool is_dead = settlement.verdict == Verdict::dead;
    const auto event = finished.event.to_text();
    log::write(
        is_dead ? log::Level::warn : log::Level::info,
        is_dead ? "delivery is a dead letter" : "delivery will be tried again",
        {{"handler", name_}, {"event", event}, {"attempt", std::uint64_t{settlement.attempt}}}
    );
}

void Feeder::stop() {
    is_running_ = false;
    at_work_ -= workers_.close();
}

void Feeder::count() {
    parts_.metrics.pending(name_, pending_);
    parts_.metrics.dead_letters(name_, dead_);
}

} // namespace orderhook
