#include "dispatch/feeder.hpp"

#include "log/log.hpp"

namespace orderhook {

namespace {

constexpr Duration read_again_after = std::chrono::seconds{1};
constexpr Duration longest_sleep = std::chrono::minutes{1};

std::vector<BlameSlot> slots_of(BlameFile* blame, const std::string& handler) {
    return blame == nullptr ? std::vector<BlameSlot>{} : blame->slots(handler);
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
      policy_(setup.options.retry, uniform),
      holds_(setup.options.on_dead_head == OnDeadHead::hold),
      progressed_(std::move(progressed)),
      recovery_(name_, setup.options, parts_, policy_),
      lanes_(setup.options.window),
      breaker_(setup.options.breaker, std::move(uniform)),
      most_at_work_(Workshop::most_claims(setup.options.concurrency)),
      watch_(
          name_,
          setup.options,
          parts_,
          workers_,
          [this](const CallsAtWork& late) { overdue(late); }
      ),
      workers_(
          std::move(setup.handler),
          setup.options.concurrency,
          slots_of(parts.blame, name_),
          std::move(decode),
          parts.clock,
          parts.loop,
          [this](const Progress& progress) { receive(progress); }
      ) {}

void Feeder::start(const Backlog& backlog, bool is_paused) {
    pending_ += backlog.pending;
    dead_ = backlog.dead; // a recount may have come before
    is_paused_ = is_paused;
    count(); // at once: what is owed must never look settled
    if (is_paused) {
        parts_.metrics.paused(name_, true);
        log::warn(
            "handler stays paused, as before the start, until it is resumed",
            {{"handler", name_}, {"pending", pending_}}
        );
    }
    recovery_.start([this](const Recovered& recovered) { begin(recovered); });
}

void Feeder::begin(const Recovered& recovered) {
    pending_ -= recovered.condemned;
    dead_ += recovered.condemned;
    suspects_.insert(recovered.suspects.begin(), recovered.suspects.end());
    for (const auto& [lane, position] : recovered.dead_lanes)
        lanes_.block(lane, position);
    is_running_ = !is_stopped_;
    if (!recovered.dead_lanes.empty()) read_dead_lanes(); // some may have gone in between
    feed();
}

void Feeder::admit(const Delivery& delivery) {
    ++pending_;
    note_damage(delivery);
    lanes_.admit(delivery);
    if (delivery.replay > 0 && holds_) read_dead_lanes(); // it may take the place of one
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
    if (!may_claim() || !parts_.turn.is_open()) return;
    const auto had_suspected = suspected_.size();
    std::vector<Claim> claims;
    while (at_work_ + claims.size() < most_at_work_) {
        auto claim = next();
        if (!claim) break;
        claims.push_back(std::move(*claim));
    }
    run(std::move(claims));
    if (suspected_.size() > had_suspected) parts_.loop.post(progressed_);
}

std::optional<Claim> Feeder::next() {
    while (true) {
        auto claim = breaker_.is_open() ? next_probe() : lanes_.next();
        if (!claim || !suspects_.contains(claim->position)) return claim;
        breaker_.pass_over(claim->lane);
        suspected_.push_back(std::move(*claim));
    }
}

std::optional<Claim> Feeder::next_probe() {
    if (!breaker_.may_probe(parts_.clock.now())) return std::nullopt;
    auto claim = lanes_.next([this](Lane lane) { return breaker_.rank(lane); });
    if (claim) breaker_.probe(claim->lane);
    return claim;
}

void Feeder::run(std::vector<Claim> claims) {
    if (claims.empty()) return;
    for (Claim& claim : claims)
        if (const auto found = damaged_.find(claim.position); found != damaged_.end())
            claim.damage = found->second;
    at_work_ += claims.size();
    workers_.give(std::move(claims));
    watch_.start();
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
        for (const Delivery& delivery : *found)
            note_damage(delivery);
        lanes_.fetched(std::move(*found));
        feed();
    });
}

// It takes the way of all others, so that the outcomes of its lane stay in order.
void Feeder::note_damage(const Delivery& delivery) {
    if (delivery.damage.empty()) return;
    if (!damaged_.emplace(delivery.position, delivery.damage).second) return;
    const auto event = delivery.event->id.to_text();
    log::error(
        "a stored event is damaged: its delivery becomes a dead letter",
        {{"handler", name_}, {"event", event}, {"reason", delivery.damage}}
    );
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
    const Time now = parts_.clock.now();
    auto due = lanes_.next_due();
    // A probe whose time has come waits for a delivery, not for the alarm.
    if (const auto probe = breaker_.next_probe(); probe > now && (!due || probe < due)) due = probe;
    if (!due || (alarm_ && *alarm_ <= *due)) return;
    alarm_ = due;
    ++alarms_;
    // In steps, since the clock may be set forward.
    parts_.loop.after(std::min(*due - now, longest_sleep), [this, number = alarms_] {
        if (alarms_ != number) return;
        alarm_.reset();
        feed();
        progressed_(); // the probe may be a suspected delivery
    });
}

void Feeder::count() {
    parts_.metrics.pending(name_, pending_);
    parts_.metrics.dead_letters(name_, dead_);
    if (holds_) parts_.metrics.held_lanes(name_, lanes_.blocked().size());
    const bool was_full = std::exchange(is_full_, lanes_.is_full());
    if (was_full || !is_full_) return;
    log::warn(
        "too many orders are held or at work: older ones of others wait until some go on",
        {{"handler", name_},
         {"orders", std::uint64_t{lanes_.lanes()}},
         {"behind_dead_letters", std::uint64_t{lanes_.blocked().size()}}}
    );
}

} // namespace orderhook
