#include "dispatch/recovery.hpp"

#include "log/log.hpp"

#include <algorithm>

namespace orderhook {

namespace {

constexpr Duration try_again_after = std::chrono::seconds{1};

} // namespace

Recovery::Recovery(
    const std::string& handler,
    const HandlerOptions& options,
    const DispatchParts& parts,
    const RetryPolicy& policy
)
    : handler_(handler),
      holds_(options.on_dead_head == OnDeadHead::hold),
      parts_(parts),
      policy_(policy) {
    if (parts.blame == nullptr) return;
    for (const Suspect& suspect : parts.blame->suspects())
        if (suspect.handler == handler) suspects_.push_back(suspect);
}

void Recovery::start(std::function<void(Recovered)> done) {
    done_ = std::move(done);
    suspects_.empty() ? read_dead_lanes() : fetch();
}

void Recovery::fetch() {
    std::vector<Position> positions;
    for (const Suspect& suspect : suspects_)
        positions.push_back(suspect.position);
    const auto answered = [this](const Result<std::vector<Delivery>>& deliveries) {
        if (!deliveries) return again(deliveries.error(), &Recovery::fetch);
        fetched(*deliveries);
    };
    parts_.journal.fetch(handler_, std::move(positions), answered);
}

void Recovery::fetched(const std::vector<Delivery>& deliveries) {
    for (const Suspect& suspect : suspects_) {
        const auto found = std::find_if(deliveries.begin(), deliveries.end(), [&](const auto& one) {
            return one.position == suspect.position;
        });
        accuse(suspect, found == deliveries.end() ? nullptr : &*found);
    }
    settle();
}

void Recovery::accuse(const Suspect& suspect, const Delivery* delivery) {
    // Its outcome had become durable.
    if (delivery == nullptr) return parts_.blame->acquit(handler_, suspect.position);
    if (!suspect.was_at_work) {
        recovered_.suspects.emplace(suspect.position, suspect.crashes_alone);
        return;
    }

    auto crash = policy_.crash(delivery->attempts + 1, suspect.crashes_alone, parts_.clock.now());
    const bool is_dead = crash.verdict == Settlement::Verdict::dead;
    if (is_dead)
        ++recovered_.condemned;
    else
        recovered_.suspects.emplace(suspect.position, suspect.crashes_alone);
    const auto event = delivery->event->id.to_text();
    log::warn(
        is_dead ? "delivery is a dead letter: the process ended each time it ran"
                : "the process ended while a handler ran this delivery; next it runs alone",
        {{"handler", handler_},
         {"event", event},
         {"crashes_alone", std::uint64_t{suspect.crashes_alone}}}
    );
    crash.handler = handler_;
    crash.position = suspect.position;
    crashes_.push_back(std::move(crash));
}

void Recovery::settle() {
    if (crashes_.empty()) return read_dead_lanes();
    parts_.journal.settle(crashes_, [this](const Result<std::monostate>& settled) {
        if (!settled) return again(settled.error(), &Recovery::settle);
        for (const Settlement& crash : crashes_)
            if (crash.verdict == Settlement::Verdict::dead)
                parts_.blame->acquit(handler_, crash.position);
        read_dead_lanes();
    });
}

void Recovery::read_dead_lanes() {
    if (!holds_) return done_(std::move(recovered_));
    const auto answered = [this](const Result<std::vector<DeadLane>>& lanes) {
        if (!lanes) return again(lanes.error(), &Recovery::read_dead_lanes);
        recovered_.dead_lanes = *lanes;
        done_(std::move(recovered_));
    };
    parts_.journal.dead_lanes(handler_, answered);
}

void Recovery::again(const Error& error, void (Recovery::*step)()) {
    log::warn("what was left cannot be read", {{"handler", handler_}, {"reason", error.message}});
    parts_.loop.after(try_again_after, [this, step] { (this->*step)(); });
}

} // namespace orderhook
