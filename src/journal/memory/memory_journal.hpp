// A journal that forgets everything at the end: for tests.
#pragma once

#include "async/loop.hpp"
#include "journal/journal.hpp"

#include <map>
#include <string>
#include <utility>

namespace orderhook {

/// Keeps the promises of Journal but for durability. Called from the loop only.
class MemoryJournal final : public Journal {
public:
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
    [[nodiscard]] Result<void> ready() const override { return {}; }
    void close() override {}

private:
    using Key = std::pair<std::string, Position>; // handler, position

    struct Stored {
        EventId id;
        Disposition disposition = Disposition::accepted;
        std::string quarantine_reason;
    };

    Appended store(NewEvent& event);

    Loop& loop_;
    Committed committed_;
    Position last_position_ = 0;
    std::map<std::string, Stored> by_dedupe_key_;
    std::map<Key, Delivery> pending_;
    std::map<Key, Delivery> dead_;
};

} // namespace orderhook
