// A journal that forgets everything at the end: for tests.
#pragma once

#include "async/loop.hpp"
#include "journal/records.hpp"

#include <map>
#include <set>
#include <string>
#include <utility>

namespace orderhook {

/// Keeps the promises of Journal and Records but for durability, and prunes nothing. Called from
/// the loop only.
class MemoryJournal final : public JournalWithRecords {
public:
    template <class T> using Answer = Journal::Answer<T>;

    explicit MemoryJournal(Loop& loop) : loop_(loop) {}

    void on_committed(Committed receiver) override { committed_ = std::move(receiver); }
    void append(NewEvent event, Answer<Appended> answer) override;
    void settle(std::vector<Settlement> batch, Answer<std::monostate> answer) override;
    void scan(
        std::string handler,
        Position after,
        std::size_t limit,
        Answer<std::vector<PendingDelivery>> answer
    ) override;
    void fetch(
        std::string handler,
        std::vector<Position> positions,
        Answer<std::vector<Delivery>> answer
    ) override;
    void backlog(Answer<std::vector<Backlog>> answer) override;
    void dead_lanes(std::string handler, Answer<std::vector<DeadLane>> answer) override;
    void set_paused(std::string handler, bool is_paused, Answer<std::monostate> answer) override;
    void paused_handlers(Answer<std::vector<std::string>> answer) override;
    [[nodiscard]] Result<void> ready() const override { return {}; }
    void close() override {}

    void find(EventId event, Answer<FoundEvent> answer) override;
    void
    list_events(EventFilter filter, PageRequest request, Answer<Page<EventRecord>> answer) override;
    void list_dead_letters(
        std::string handler,
        EventFilter filter,
        PageRequest request,
        Answer<Page<DeadLetter>> answer
    ) override;
    void
    list_attempts(EventId event, std::string handler, Answer<std::vector<AttemptRecord>> answer)
        override;
    void replay(std::vector<ReplayTarget> targets, Answer<Replayed> answer) override;
    void discard(std::vector<DeliveryKey> dead_letters, Answer<std::size_t> answer) override;
    void release(
        EventId event,
        Envelope envelope,
        std::vector<std::string> handlers,
        Answer<std::size_t> answer
    ) override;
    void free_parked(
        std::string handler,
        std::optional<std::string> new_handler,
        std::size_t limit,
        Answer<std::size_t> answer
    ) override;

private:
    using Key = std::pair<std::string, Position>; // handler, position
    using EventHandler = std::pair<EventId, std::string>;

    struct Known {
        EventId id;
        std::string quarantine_reason;
    };
    struct Stored {
        std::shared_ptr<const Event> event;
        Disposition disposition = Disposition::accepted;
        std::optional<EventId> first;
        std::string quarantine_reason;
    };
    struct Dead {
        Delivery delivery;
        Time died_at{};
        std::string reason;
    };
    struct Owed {
        Position position = 0;
        std::uint32_t replay = 0;
    };

    Appended store(NewEvent& event);
    [[nodiscard]] bool decide_late(Lane lane, const std::optional<Time>& occurred_at);
    void deliver(const std::shared_ptr<const Event>& event, const std::string& handler, Owed owed);
    bool deliver_again(
        const Stored& stored,
        const std::string& handler,
        const std::optional<Position>& dead = {}
    );
    void bury(const Delivery& delivery, Time died_at, std::string reason);
    void remember(const Delivery& delivery, const Settlement& settlement);
    [[nodiscard]] static EventRecord record_of(const Stored& stored);
    [[nodiscard]] static DeliveryRecord record_of(const Dead& dead);
    [[nodiscard]] Stored* stored(const EventId& id);

    /// Answers on the loop, and hands out what became fresh right after.
    template <class T> void answer_later(Answer<T> answer, Result<T> result) {
        loop_.post([this,
                    fresh = std::exchange(fresh_, {}),
                    result = std::move(result),
                    answer = std::move(answer)] {
            answer(result);
            if (committed_ && !fresh.empty()) committed_(fresh);
        });
    }

    Loop& loop_;
    Committed committed_;
    std::vector<Delivery> fresh_; // not announced yet
    Position last_position_ = 0;
    std::map<std::string, Known> by_dedupe_key_;
    std::map<Position, Stored> events_;
    std::map<EventId, Position> by_id_;
    std::map<Lane, Time> newest_;
    std::map<Key, Delivery> pending_;
    std::map<Cursor, Dead> dead_; // in the order they died
    Cursor last_dead_ = 0;
    std::map<EventHandler, Owed> last_owed_;
    std::set<std::string> paused_;
    std::map<EventHandler, std::vector<AttemptRecord>> attempts_;
};

} // namespace orderhook
