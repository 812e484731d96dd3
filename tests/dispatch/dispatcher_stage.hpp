// A dispatcher with all it needs, without a real journal, loop or clock.
#pragma once

#include "dispatch/dispatcher.hpp"
#include "dispatch/scripted_handler.hpp"
#include "journal/memory/memory_journal.hpp"
#include "support/manual_loop.hpp"
#include "support/patience.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace orderhook::test {

using Bodies = std::vector<std::string>;

/// For tests that let time pass while threads are at work: it runs ahead of a slow one, whose call
/// would be overdue, or whose retry due, before it is looked at.
inline constexpr Duration never = std::chrono::hours{1'000'000};

/// A journal whose calls can be made to fail.
class FaultyJournal final : public Journal {
public:
    explicit FaultyJournal(Journal& journal) : journal_(journal) {}

    void on_committed(Committed receiver) override { journal_.on_committed(std::move(receiver)); }
    void append(NewEvent event, Answer<Appended> answer) override {
        journal_.append(std::move(event), std::move(answer));
    }
    void settle(std::vector<Settlement> batch, Answer<std::monostate> answer) override {
        ++settles;
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        for (const auto& settlement : batch)
            settled.push_back(settlement);
        journal_.settle(std::move(batch), std::move(answer));
    }
    void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Answer<std::vector<PendingDelivery>> answer
    ) override {
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        journal_.scan(std::move(handler), after, limit, std::move(answer));
    }
    void fetch(
        std::string handler,
        std::vector<Position> positions,
        Answer<std::vector<Delivery>> answer
    ) override {
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        const auto with_damage = [this, answer](Result<std::vector<Delivery>> found) {
            for (Delivery& delivery : *found)
                if (damaged.contains(delivery.event->body)) delivery.damage = "it is damaged";
            answer(std::move(found));
        };
        journal_.fetch(std::move(handler), std::move(positions), with_damage);
    }
    void backlog(Answer<std::vector<Backlog>> answer) override {
        ++backlogs;
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        if (!holds_counts) return journal_.backlog(std::move(answer));
        journal_.backlog([this, answer](const Result<std::vector<Backlog>>& all) {
            held_counts.push_back([answer, all] { answer(all); });
        });
    }
    void dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) override {
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        journal_.dead_lanes(std::move(handler), std::move(answer));
    }
    void set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) override {
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        journal_.set_paused(std::move(handler), is_paused, std::move(answer));
    }
    void paused_handlers(Answer<std::vector<std::string>> answer) override {
        if (is_down) return answer(failure(Errc::unavailable, "disk full"));
        if (on_paused_asked) on_paused_asked();
        journal_.paused_handlers(std::move(answer));
    }
    [[nodiscard]] Result<void> ready() const override { return journal_.ready(); }
    void close() override { journal_.close(); }

    bool is_down = false;
    int settles = 0;
    int backlogs = 0; // asked for
    bool holds_counts = false;
    std::vector<std::function<void()>> held_counts; // answers that a test gives late
    std::function<void()> on_paused_asked;
    std::vector<Settlement> settled;
    std::set<std::string> damaged; // bodies of events that cannot be read whole

private:
    Journal& journal_;
};

struct Stage {
    Stage() {
        journal.on_committed([this](std::vector<Delivery> deliveries) {
            if (dispatcher) dispatcher->committed(std::move(deliveries));
        });
    }

    std::shared_ptr<Script> add(std::string name, HandlerOptions options = {}) {
        auto script = std::make_shared<Script>();
        auto handler = std::make_unique<ScriptedHandler>(std::move(name), script);
        setups.push_back({std::move(handler), options});
        return script;
    }

    /// `paused`: a handler that was paused in an earlier run.
    Result<void> start(std::string_view paused = {}) {
        dispatcher.emplace(loop, journal, clock, metrics, decode, std::exchange(setups, {}), blame);
        if (!paused.empty()) memory.set_paused(std::string(paused), true, [](const auto&) {});
        std::optional<Result<void>> started;
        dispatcher->start([&](Result<void> result) { started = std::move(result); });
        EXPECT_TRUE(loop.run_until([&] { return started.has_value(); }));
        return *started;
    }

    Result<std::monostate> set_paused(std::string handler, bool is_paused) {
        std::optional<Result<std::monostate>> answered;
        dispatcher->set_paused(std::move(handler), is_paused, [&](auto result) {
            answered = std::move(result);
        });
        EXPECT_TRUE(loop.run_until([&] { return answered.has_value(); }));
        return *answered;
    }

    /// Stops the dispatcher, as at the end of a run; what runs then is waited for.
    void stop() {
        bool has_stopped = false;
        dispatcher->stop({std::chrono::seconds{19}, std::chrono::seconds{6}}, [&](std::size_t) {
            has_stopped = true;
        });
        EXPECT_TRUE(loop.run_until([&] { return has_stopped; }));
        dispatcher.reset();
        loop.forget_timers(); // it must outlive what the loop runs
    }

    /// The id of the n-th event appended, from 1.
    static EventId id_of(unsigned number) {
        EventId id;
        id.bytes[14] = static_cast<std::uint8_t>(number >> 8u);
        id.bytes[15] = static_cast<std::uint8_t>(number);
        return id;
    }
    void append(std::string order, std::string body, Bodies handlers = {"erp"}) {
        NewEvent event;
        event.event.id = id_of(++appended);
        event.event.source = "shop";
        event.event.envelope.order_key = "order:" + order;
        event.event.envelope.dedupe_key = body;
        event.event.body = std::move(body);
        event.handlers = std::move(handlers);
        journal.append(std::move(event), [](const Result<Appended>&) {});
    }

    /// Takes the dead letter at that position away, as a person does.
    void discard(Position position, const std::string& handler = "erp") {
        std::size_t discarded = 0;
        memory.discard({{handler, position}}, [&](const auto& number) { discarded = *number; });
        loop.run_posted();
        EXPECT_EQ(discarded, 1u);
        dispatcher->recount();
    }

    [[nodiscard]] bool run_until_settled(std::size_t count) {
        return loop.run_until([&] { return journal.settled.size() >= count; });
    }
    /// What the journal still owes, and what it gave up, for a handler.
    Backlog backlog(const std::string& handler) {
        Backlog found;
        memory.backlog([&](const Result<std::vector<Backlog>>& all) {
            for (const auto& one : *all)
                if (one.handler == handler) found = one;
        });
        loop.run_posted();
        return found;
    }
    /// Lets time pass until the condition holds. False when that takes more than `patience`.
    template <class Condition>
    bool pass_time_until(Condition condition, Duration step = std::chrono::seconds{1}) {
        return eventually([&] {
            if (condition()) return true;
            loop.advance(step);
            loop.run_posted();
            return false;
        });
    }
    /// Lets time pass until nothing is owed.
    bool run_to_the_end(const std::string& handler) {
        return pass_time_until([&] { return backlog(handler).pending == 0; });
    }
    HandlerStatus status(std::size_t handler = 0) { return dispatcher->status()[handler]; }
    std::string metric(const std::string& line_start) {
        const auto text = metrics.to_text();
        const auto at = text.find(line_start);
        if (at == std::string::npos) return "none";
        const auto value = at + line_start.size() + 1;
        return text.substr(value, text.find('\n', value) - value);
    }

    ManualClock clock;
    ManualLoop loop{clock};
    MemoryJournal memory{loop};
    FaultyJournal journal{memory};
    Metrics metrics;
    Decode decode = [](const Event&) { return Decoded{}; };
    std::vector<HandlerSetup> setups;
    unsigned appended = 0;
    std::shared_ptr<BlameFile> blame;
    std::optional<Dispatcher> dispatcher;
};

} // namespace orderhook::test
