#include "dispatch/dispatcher.hpp"

#include "log/log.hpp"

#include <algorithm>

namespace orderhook {

namespace {

constexpr Duration longest_without_recount = std::chrono::minutes{1};

} // namespace

Dispatcher::Dispatcher(
    Loop& loop,
    Journal& journal,
    const Clock& clock,
    Metrics& metrics,
    const Decode& decode,
    std::vector<HandlerSetup> handlers,
    std::shared_ptr<BlameFile> blame
)
    : loop_(loop),
      journal_(journal),
      metrics_(metrics),
      settler_(loop, journal, [this](const auto& batch) { settled(batch); }),
      blame_(std::move(blame)) {
    const DispatchParts parts{loop, journal, clock, metrics, settler_, turn_, blame_.get()};
    for (auto& setup : handlers) {
        feeders_.push_back(std::make_unique<Feeder>(
            std::move(setup),
            feeders_.size(),
            parts,
            decode,
            [this] { return std::uniform_real_distribution{}(random_); },
            [this] { progressed(); }
        ));
        by_name_.emplace(feeders_.back()->name(), feeders_.size() - 1);
    }
}

void Dispatcher::start(std::function<void(Result<void>)> answer) {
    if (auto opened = open_handlers(); !opened) {
        loop_.post([answer = std::move(answer), opened] { answer(opened); });
        return;
    }
    journal_.paused_handlers([this, answer = std::move(answer)](const auto& paused) {
        if (!paused) return answer(failure(paused));
        // Last, since what is committed from then on is counted beside it.
        journal_.backlog([this, answer, paused = *paused](const auto& backlog) {
            if (!backlog) return answer(failure(backlog));
            if (!is_stopping_) load(*backlog, paused);
            answer({});
        });
    });
}

Result<void> Dispatcher::open_handlers() {
    for (const auto& feeder : feeders_) {
        const auto opened = run_open(feeder->handler());
        if (opened) continue;
        const auto& [code, message] = opened.error();
        return failure(code, "handler " + feeder->name() + ": " + message);
    }
    return {};
}

void Dispatcher::load(const std::vector<Backlog>& backlog, const std::vector<std::string>& paused) {
    std::vector<Backlog> counts(feeders_.size());
    for (const Backlog& owed : backlog) {
        if (const auto found = by_name_.find(owed.handler); found != by_name_.end()) {
            counts[found->second] = owed;
            continue;
        }
        count_parked(owed);
        if (owed.pending == 0) continue;
        log::warn(
            "deliveries are parked: their handler is not configured",
            {{"handler", owed.handler}, {"deliveries", owed.pending}}
        );
    }
    for (std::size_t index = 0; index < feeders_.size(); ++index) {
        Feeder& feeder = *feeders_[index];
        feeder.start(counts[index], std::ranges::find(paused, feeder.name()) != paused.end());
    }
    is_loaded_ = true;
}

void Dispatcher::committed(const std::vector<Delivery>& deliveries) {
    std::vector<bool> touched(feeders_.size());
    for (const Delivery& delivery : deliveries) {
        const auto found = by_name_.find(delivery.handler);
        if (found == by_name_.end()) continue; // routes name configured handlers only
        feeders_[found->second]->admit(delivery);
        touched[found->second] = true;
    }
    feed(touched);
}

void Dispatcher::settled(const std::vector<Settler::Settled>& batch) {
    std::vector<bool> touched(feeders_.size());
    for (const auto& settled : batch) {
        feeders_[settled.owner.handler]->settled(settled);
        touched[settled.owner.handler] = true;
        // The count under way may have been made before.
        if (settled.verdict == Settlement::Verdict::dead) is_count_old_ = is_recounting_;
    }
    feed(touched);
    progressed();
}

void Dispatcher::feed(const std::vector<bool>& touched) {
    for (std::size_t index = 0; index < feeders_.size(); ++index)
        if (touched[index]) feeders_[index]->feed();
}

void Dispatcher::progressed() {
    take_turns();
    finish_if_idle();
}

void Dispatcher::take_turns() {
    for (auto step = next_step(); step != AloneTurn::Step::none; step = next_step()) {
        for (const auto& feeder : feeders_) {
            if (step == AloneTurn::Step::close) feeder->take_back();
            if (step == AloneTurn::Step::reopen) feeder->feed();
        }
        if (step != AloneTurn::Step::run) continue;
        const auto wants = [](const auto& feeder) { return feeder->wants_turn(); };
        (*std::find_if(feeders_.begin(), feeders_.end(), wants))->run_alone();
    }
}

AloneTurn::Step Dispatcher::next_step() {
    bool is_wanted = false;
    // What is not durable would run again when the suspect ends the process once more.
    bool is_idle = settler_.is_idle();
    bool is_overdue = false;
    for (const auto& feeder : feeders_) {
        is_wanted = is_wanted || feeder->wants_turn();
        is_idle = is_idle && feeder->is_idle();
        is_overdue = is_overdue || feeder->has_overdue();
    }
    const bool waits = is_wanted && is_overdue && turn_.is_open();
    if (waits && !suspects_wait_) say_that_suspects_wait();
    suspects_wait_ = waits;
    return turn_.next(is_wanted, is_idle, is_overdue);
}

void Dispatcher::say_that_suspects_wait() const {
    for (const auto& feeder : feeders_)
        if (feeder->has_overdue())
            log::warn(
                "deliveries that run alone after a crash wait for a call past its timeout",
                {{"handler", feeder->name()}}
            );
}

void Dispatcher::set_paused(
    std::string handler,
    bool is_paused,
    Journal::Answer<std::monostate> answer
) {
    const auto refuse = [&](Errc code, std::string why) {
        loop_.post([answer = std::move(answer), refused = Error{code, std::move(why)}] {
            answer(tl::unexpected<Error>(refused));
        });
    };
    const auto found = by_name_.find(handler);
    if (found == by_name_.end()) return refuse(Errc::not_found, handler + ": no such handler");
    // What was stored is not known yet, and would be taken for newer than this.
    if (!is_loaded_) return refuse(Errc::unavailable, "the service is starting: try again");
    feeders_[found->second]->set_paused(is_paused);
    progressed();
    auto kept = [handler, is_paused, answer = std::move(answer)](Result<std::monostate> result) {
        if (result) return answer(std::move(result));
        const char* now = is_paused ? " is paused" : " is resumed";
        answer(failure(
            result.error().code,
            handler + now + ", but perhaps not after a restart: " + result.error().message
        ));
    };
    journal_.set_paused(std::move(handler), is_paused, std::move(kept));
}

// One at a time: many may ask while the journal counts, and it may have a million to count.
void Dispatcher::recount() {
    must_recount_ = is_recounting_;
    if (std::exchange(is_recounting_, true)) return;
    is_count_old_ = false;
    journal_.backlog([this](const Result<std::vector<Backlog>>& backlog) {
        is_recounting_ = false;
        if (!backlog) return loop_.after(recount_again_after, [this] { recount(); });
        recounted(*backlog);
        if (must_recount_) return recount();
        if (!is_count_old_) {
            recount_after_ = recount_again_after;
            return;
        }
        // Where deliveries die all the time, no count is ever right, and each may take long.
        loop_.after(recount_after_, [this] { recount(); });
        recount_after_ = std::min(2 * recount_after_, longest_without_recount);
    });
}

void Dispatcher::recounted(const std::vector<Backlog>& backlog) {
    std::vector<std::uint64_t> dead(feeders_.size());
    for (const auto& [handler, owed] : std::exchange(parked_, {}))
        count_parked({handler, 0, 0}); // and again below when something is left
    for (const Backlog& owed : backlog) {
        if (const auto found = by_name_.find(owed.handler); found != by_name_.end())
            dead[found->second] = owed.dead;
        else
            count_parked(owed);
    }
    for (std::size_t index = 0; index < feeders_.size(); ++index)
        feeders_[index]->recount(dead[index]);
}

void Dispatcher::count_parked(const Backlog& owed) {
    parked_[owed.handler] = owed;
    metrics_.parked(owed.handler, owed.pending);
    metrics_.dead_letters(owed.handler, owed.dead);
}

std::vector<HandlerStatus> Dispatcher::status() const {
    std::vector<HandlerStatus> all;
    for (const auto& feeder : feeders_)
        all.push_back(feeder->status());
    for (const auto& [handler, owed] : parked_) {
        if (owed.pending == 0 && owed.dead == 0) continue;
        HandlerStatus& status = all.emplace_back();
        status.name = handler;
        status.state = HandlerStatus::State::not_configured;
        status.pending = owed.pending;
        status.dead = owed.dead;
    }
    return all;
}

void Dispatcher::reopen() {
    for (const auto& feeder : feeders_)
        if (const auto reopened = run_reopen(feeder->handler()); !reopened)
            log::error(
                "handler does not reopen",
                {{"handler", feeder->name()}, {"reason", reopened.error().message}}
            );
}

void Dispatcher::stop(Grace grace, std::function<void(std::size_t)> done) {
    is_stopping_ = true;
    stopped_ = std::move(done);
    for (const auto& feeder : feeders_)
        feeder->stop();
    loop_.after(grace.to_finish, [this] { interrupt(); });
    loop_.after(grace.to_finish + grace.to_stop, [this] { finish(); });
    loop_.post([this] { finish_if_idle(); });
}

void Dispatcher::interrupt() {
    if (!stopped_) return;
    for (const auto& feeder : feeders_)
        feeder->interrupt();
}

void Dispatcher::finish_if_idle() {
    const auto is_idle = [](const auto& feeder) { return feeder->is_idle(); };
    if (settler_.is_idle() && std::all_of(feeders_.begin(), feeders_.end(), is_idle)) finish();
}

void Dispatcher::finish() {
    if (!stopped_) return;
    settler_.flush();
    std::size_t stuck = 0;
    for (const auto& feeder : feeders_) {
        if (feeder->is_idle()) continue;
        feeder->abandon();
        ++stuck;
    }
    if (blame_) blame_->end_in_order();
    std::exchange(stopped_, nullptr)(stuck);
}

std::vector<BlameFile::Staff> staff_of(const std::vector<HandlerSetup>& handlers) {
    std::vector<BlameFile::Staff> staff;
    staff.reserve(handlers.size());
    for (const HandlerSetup& setup : handlers)
        staff.push_back(
            {std::string(setup.handler->name()), Workshop::slots(setup.options.concurrency)}
        );
    return staff;
}

} // namespace orderhook
