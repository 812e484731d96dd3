// A journal as a test wants to talk to it: one question, one answer.
#pragma once

#include "journal/records.hpp"
#include "support/manual_clock.hpp"
#include "support/manual_loop.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace orderhook::test {

/// An id that no other call has given.
inline EventId next_id() {
    static std::uint64_t count = 0;
    EventId id;
    std::uint64_t rest = ++count;
    for (auto byte = id.bytes.rbegin(); rest != 0; ++byte, rest >>= 8)
        *byte = static_cast<std::uint8_t>(rest);
    return id;
}

/// An event of the source "shop" about order 17 that is owed to the handler "erp".
inline NewEvent new_event(std::string dedupe_key, std::string body = "{}") {
    NewEvent event;
    event.event.id = next_id();
    event.event.source = "shop";
    event.event.provider = "ordergroove";
    event.event.envelope.type = "order.success";
    event.event.envelope.dedupe_key = std::move(dedupe_key);
    event.event.envelope.order_key = "order:17";
    event.event.body = std::move(body);
    event.event.received_at = Time{std::chrono::seconds{1'622'589'301}};
    event.handlers = {"erp"};
    return event;
}

constexpr Time vendor_time{std::chrono::seconds{1'622'589'000}};

/// The same, with a time of the vendor.
inline NewEvent event_at(const std::string& key, Time occurred_at) {
    NewEvent event = new_event(key);
    event.event.envelope.occurred_at = occurred_at;
    return event;
}

inline Settlement done(std::string handler, Position position) {
    Settlement settlement;
    settlement.handler = std::move(handler);
    settlement.position = position;
    return settlement;
}

inline Settlement
retry(std::string handler, Position position, std::uint32_t attempt, Time due_at) {
    Settlement settlement = done(std::move(handler), position);
    settlement.verdict = Settlement::Verdict::retry;
    settlement.attempt = attempt;
    settlement.due_at = due_at;
    settlement.reason = "the ERP is away";
    return settlement;
}

inline Settlement dead(std::string handler, Position position, std::uint32_t attempt = 1) {
    Settlement settlement = done(std::move(handler), position);
    settlement.verdict = Settlement::Verdict::dead;
    settlement.attempt = attempt;
    settlement.reason = "no such order";
    return settlement;
}

/// Asks the journal and turns the loop until it has answered. Keeps what is committed.
class JournalProbe {
public:
    JournalProbe(std::unique_ptr<JournalWithRecords> journal, ManualLoop& loop)
        : journal_(std::move(journal)),
          loop_(loop) {
        journal_->on_committed([this](std::vector<Delivery> fresh) {
            ++commits;
            for (Delivery& delivery : fresh)
                committed.push_back(std::move(delivery));
        });
    }

    Result<Appended> append(NewEvent event) {
        return ask<Appended>([&](auto answer) { journal_->append(std::move(event), answer); });
    }

    Result<std::monostate> settle(std::vector<Settlement> batch) {
        return ask<std::monostate>([&](auto answer) { journal_->settle(std::move(batch), answer); }
        );
    }

    std::vector<PendingDelivery>
    scan(const std::string& handler, Position after = 0, std::size_t limit = 1'000) {
        return ask<std::vector<PendingDelivery>>(
                   [&](auto answer) { journal_->scan(handler, after, limit, answer); }
        ).value();
    }

    std::vector<Delivery> fetch(const std::string& handler, std::vector<Position> positions) {
        return ask<std::vector<Delivery>>(
                   [&](auto answer) { journal_->fetch(handler, positions, answer); }
        ).value();
    }

    std::vector<Backlog> backlog() {
        return ask<std::vector<Backlog>>([&](auto answer) { journal_->backlog(answer); }).value();
    }

    std::vector<DeadLane> dead_lanes(const std::string& handler) {
        return ask<std::vector<DeadLane>>(
                   [&](auto answer) { journal_->dead_lanes(handler, answer); }
        ).value();
    }

    Result<std::monostate> set_paused(const std::string& handler, bool is_paused) {
        return ask<std::monostate>([&](auto answer) {
            journal_->set_paused(handler, is_paused, answer);
        });
    }

    std::vector<std::string> paused_handlers() {
        return ask<std::vector<std::string>>([&](auto answer) { journal_->paused_handlers(answer); }
        ).value();
    }

    /// Appends and returns the position of the first delivery.
    Position deliver(NewEvent event) {
        const std::size_t before = committed.size();
        EXPECT_TRUE(append(std::move(event)));
        EXPECT_GT(committed.size(), before);
        return committed.size() > before ? committed[before].position : 0;
    }

    Result<FoundEvent> find(EventId id) {
        return ask<FoundEvent>([&](auto answer) { journal_->find(id, answer); });
    }

    Page<EventRecord> list(EventFilter filter = {}, PageRequest request = {}) {
        return ask<Page<EventRecord>>(
                   [&](auto answer) { journal_->list_events(filter, request, answer); }
        ).value();
    }

    Page<DeadLetter>
    dead_letters(std::string handler = {}, EventFilter filter = {}, PageRequest request = {}) {
        return ask<Page<DeadLetter>>([&](auto answer) {
                   journal_->list_dead_letters(handler, filter, request, answer);
               }
        ).value();
    }

    std::vector<AttemptRecord> attempts(EventId id, std::string handler = "erp") {
        return ask<std::vector<AttemptRecord>>(
                   [&](auto answer) { journal_->list_attempts(id, handler, answer); }
        ).value();
    }

    Result<Replayed> replay(std::vector<ReplayTarget> targets) {
        return ask<Replayed>([&](auto answer) { journal_->replay(targets, answer); });
    }

    std::size_t discard(std::vector<DeliveryKey> dead_letters) {
        return ask<std::size_t>([&](auto answer) { journal_->discard(dead_letters, answer); }
        ).value();
    }

    Result<std::size_t>
    release(EventId id, Envelope envelope, std::vector<std::string> handlers = {"erp"}) {
        return ask<std::size_t>([&](auto answer) {
            journal_->release(id, envelope, handlers, answer);
        });
    }

    Result<std::size_t> free_parked(
        std::string handler,
        std::optional<std::string> new_handler = {},
        std::size_t limit = 100
    ) {
        return ask<std::size_t>([&](auto answer) {
            journal_->free_parked(handler, new_handler, limit, answer);
        });
    }

    JournalWithRecords& journal() { return *journal_; }
    void close() { journal_.reset(); }

    std::vector<Delivery> committed;
    std::size_t commits = 0; // with deliveries

private:
    template <class T, class Question> Result<T> ask(Question question) {
        std::optional<Result<T>> answered;
        question([&](Result<T> result) { answered = std::move(result); });
        if (!loop_.run_until([&] { return answered.has_value(); }))
            return failure(Errc::internal, "no answer");
        return std::move(*answered);
    }

    std::unique_ptr<JournalWithRecords> journal_;
    ManualLoop& loop_;
};

} // namespace orderhook::test
