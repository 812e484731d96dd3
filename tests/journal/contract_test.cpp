// What every journal promises to those who append and deliver.
#include "journal_kinds.hpp"

namespace orderhook::test {

namespace {

class JournalContract : public JournalOfEachKind {};

TEST_P(JournalContract, AnswersBeforeItDelivers) {
    std::vector<std::string> seen;
    Journal& journal = probe.journal();
    journal.on_committed([&](std::vector<Delivery>) { seen.push_back("committed"); });
    journal.append(new_event("a"), [&](Result<Appended>) { seen.push_back("answered"); });
    EXPECT_TRUE(seen.empty()) << "it answers on the loop, never inside the call";
    ASSERT_TRUE(loop.run_until([&] { return seen.size() == 2; }));
    EXPECT_EQ(seen, (std::vector<std::string>{"answered", "committed"}));
}

TEST_P(JournalContract, GivesRisingPositionsInTheOrderOfTheCalls) {
    std::size_t answered = 0;
    for (int i = 0; i < 100; ++i)
        probe.journal().append(new_event("key " + std::to_string(i)), [&](Result<Appended>) {
            ++answered;
        });
    ASSERT_TRUE(loop.run_until([&] { return answered == 100; }));
    ASSERT_EQ(probe.committed.size(), 100u);
    Position last = 0;
    for (std::size_t i = 0; i < 100; ++i) {
        EXPECT_GT(probe.committed[i].position, last);
        EXPECT_EQ(probe.committed[i].event->envelope.dedupe_key, "key " + std::to_string(i));
        last = probe.committed[i].position;
    }
}

TEST_P(JournalContract, AnswersAppendsAndSettlementsInTheOrderOfTheCalls) {
    const Position position = probe.deliver(new_event("a"));
    std::vector<std::string> answered;
    Journal& journal = probe.journal();
    journal.settle({done("erp", position)}, [&](auto) { answered.push_back("settle 1"); });
    journal.append(new_event("b"), [&](auto) { answered.push_back("append"); });
    journal.settle({}, [&](auto) { answered.push_back("settle 2"); });
    ASSERT_TRUE(loop.run_until([&] { return answered.size() == 3; }));
    EXPECT_EQ(answered, (std::vector<std::string>{"settle 1", "append", "settle 2"}));
}

TEST_P(JournalContract, OwesAnEventToEachOfItsHandlersOnce) {
    NewEvent event = new_event("a", "body");
    event.handlers = {"erp", "crm", "erp"};
    const EventId id = event.event.id;
    const Lane lane = lane_of("shop", event.event.envelope);
    const auto appended = probe.append(std::move(event));
    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->id, id);
    EXPECT_EQ(appended->disposition, Disposition::accepted);

    ASSERT_EQ(probe.committed.size(), 2u);
    EXPECT_EQ(probe.committed[0].handler, "erp");
    EXPECT_EQ(probe.committed[1].handler, "crm");
    for (const Delivery& delivery : probe.committed) {
        EXPECT_EQ(delivery.position, probe.committed[0].position);
        EXPECT_EQ(delivery.lane, lane);
        EXPECT_EQ(delivery.attempts, 0u);
        EXPECT_EQ(delivery.due_at, Time{});
        EXPECT_EQ(delivery.event->id, id);
        EXPECT_EQ(delivery.event->body, "body");
    }
}

TEST_P(JournalContract, StoresAnEventThatNobodyIsOwed) {
    NewEvent event = new_event("a");
    event.handlers.clear();
    EXPECT_EQ(probe.append(event)->disposition, Disposition::accepted);
    EXPECT_EQ(probe.append(event)->disposition, Disposition::duplicate);
    EXPECT_TRUE(probe.committed.empty());
}

TEST_P(JournalContract, AddsNothingForADuplicate) {
    const NewEvent first = new_event("a");
    const EventId id = first.event.id;
    probe.deliver(first);
    for (int i = 0; i < 2; ++i) {
        const auto again = probe.append(new_event("a"));
        ASSERT_TRUE(again);
        EXPECT_EQ(again->disposition, Disposition::duplicate);
        EXPECT_EQ(again->id, id);
    }
    EXPECT_EQ(probe.committed.size(), 1u);
    EXPECT_EQ(probe.scan("erp").size(), 1u);
}

TEST_P(JournalContract, FindsADuplicateThatWaitsBesideTheFirst) {
    std::vector<Disposition> dispositions;
    for (int i = 0; i < 3; ++i)
        probe.journal().append(new_event("a"), [&](Result<Appended> result) {
            dispositions.push_back(result->disposition);
        });
    ASSERT_TRUE(loop.run_until([&] { return dispositions.size() == 3; }));
    using enum Disposition;
    EXPECT_EQ(dispositions, (std::vector{accepted, duplicate, duplicate}));
    EXPECT_EQ(probe.committed.size(), 1u);
}

TEST_P(JournalContract, TellsSourcesAndKeysApart) {
    NewEvent other = new_event("a");
    other.event.source = "shop2";
    NewEvent shifted = new_event("2a");
    NewEvent other_case = new_event("A");
    for (const NewEvent& event : {new_event("a"), other, shifted, other_case})
        EXPECT_EQ(probe.append(event)->disposition, Disposition::accepted);
}

TEST_P(JournalContract, KeepsAConflictOncePerBodyAndDeliversItNever) {
    const NewEvent first = new_event("a", "1");
    const NewEvent second = new_event("a", "2");
    const EventId first_id = first.event.id;
    const EventId second_id = second.event.id;
    probe.deliver(first);

    const auto conflict = probe.append(second);
    ASSERT_TRUE(conflict);
    EXPECT_EQ(conflict->disposition, Disposition::conflict);
    EXPECT_EQ(conflict->id, second_id);
    EXPECT_EQ(conflict->first, first_id);

    const auto again = probe.append(new_event("a", "2"));
    EXPECT_EQ(again->disposition, Disposition::duplicate);
    EXPECT_EQ(again->id, second_id);
    EXPECT_EQ(probe.append(new_event("a", "3"))->disposition, Disposition::conflict);
    EXPECT_EQ(probe.append(new_event("a", "1"))->id, first_id);
    EXPECT_EQ(probe.committed.size(), 1u);
    EXPECT_EQ(probe.scan("erp").size(), 1u);
}

TEST_P(JournalContract, KeepsAQuarantinedEventWithItsReason) {
    NewEvent event = new_event("a", "[]");
    event.quarantine_reason = "(root): expected object, got array";
    const EventId id = event.event.id;
    const auto appended = probe.append(event);
    ASSERT_TRUE(appended);
    EXPECT_EQ(appended->disposition, Disposition::quarantined);
    EXPECT_EQ(appended->quarantine_reason, "(root): expected object, got array");

    event.event.id = next_id();
    const auto again = probe.append(event);
    EXPECT_EQ(again->disposition, Disposition::duplicate);
    EXPECT_EQ(again->id, id);
    EXPECT_EQ(again->quarantine_reason, "(root): expected object, got array");
    EXPECT_TRUE(probe.committed.empty());
    EXPECT_TRUE(probe.scan("erp").empty());
}

TEST_P(JournalContract, ForgetsADeliveryThatIsDone) {
    const Position first = probe.deliver(new_event("a"));
    const Position second = probe.deliver(new_event("b"));
    ASSERT_TRUE(probe.settle({done("erp", first)}));
    const auto pending = probe.scan("erp");
    ASSERT_EQ(pending.size(), 1u);
    EXPECT_EQ(pending[0].position, second);
    EXPECT_EQ(probe.fetch("erp", {first, second}).size(), 1u);
}

TEST_P(JournalContract, SettlesOnlyTheHandlerThatIsNamed) {
    NewEvent event = new_event("a");
    event.handlers = {"erp", "crm"};
    const Position position = probe.deliver(std::move(event));
    ASSERT_TRUE(probe.settle({done("erp", position)}));
    EXPECT_TRUE(probe.scan("erp").empty());
    EXPECT_EQ(probe.scan("crm").size(), 1u);
}

TEST_P(JournalContract, SettlesJustWhatABatchNames) {
    std::vector<Position> at;
    for (int i = 0; i < 8; ++i) {
        NewEvent event = new_event(std::to_string(i));
        event.handlers = {"erp", "crm"};
        at.push_back(probe.deliver(std::move(event)));
    }
    ASSERT_TRUE(probe.settle(
        {done("erp", at[1]),
         done("erp", at[0]),
         done("crm", at[2]),
         done("erp", at[3]),
         retry("erp", at[4], 1, later),
         done("erp", at[5]),
         done("erp", at[7])}
    ));
    const auto positions = [&](const char* handler) {
        std::vector<Position> found;
        for (const auto& delivery : probe.scan(handler))
            found.push_back(delivery.position);
        return found;
    };
    EXPECT_EQ(positions("erp"), (std::vector{at[2], at[4], at[6]}));
    EXPECT_EQ(positions("crm"), (std::vector{at[0], at[1], at[3], at[4], at[5], at[6], at[7]}));
}

TEST_P(JournalContract, KeepsTheAttemptsAndTheTimeOfARetry) {
    const Position position = probe.deliver(new_event("a"));
    for (const std::uint32_t attempt : {1u, 2u}) {
        const Time due_at = later + std::chrono::seconds{attempt};
        ASSERT_TRUE(probe.settle({retry("erp", position, attempt, due_at)}));
        const auto pending = probe.scan("erp");
        ASSERT_EQ(pending.size(), 1u);
        EXPECT_EQ(pending[0].attempts, attempt);
        EXPECT_EQ(pending[0].due_at, due_at);
        const auto fetched = probe.fetch("erp", {position});
        ASSERT_EQ(fetched.size(), 1u);
        EXPECT_EQ(fetched[0].attempts, attempt);
        EXPECT_EQ(fetched[0].due_at, due_at);
    }
    Settlement last = done("erp", position);
    last.attempt = 3;
    ASSERT_TRUE(probe.settle({last}));
    EXPECT_TRUE(probe.scan("erp").empty());
}

TEST_P(JournalContract, MovesADeadDeliveryToTheDeadLetters) {
    const Position position = probe.deliver(new_event("a"));
    ASSERT_TRUE(probe.settle({dead("erp", position)}));
    EXPECT_TRUE(probe.scan("erp").empty());
    EXPECT_TRUE(probe.fetch("erp", {position}).empty());
    const auto backlog = probe.backlog();
    ASSERT_EQ(backlog.size(), 1u);
    EXPECT_EQ(backlog[0].pending, 0u);
    EXPECT_EQ(backlog[0].dead, 1u);
}

TEST_P(JournalContract, ListsTheLanesThatHaveDeadLettersEachOnceByItsFirst) {
    const auto of_order = [](const std::string& order, const std::string& key) {
        NewEvent event = new_event(key);
        event.event.envelope.order_key = order;
        event.handlers = {"erp", "crm"};
        return event;
    };
    const Position first = probe.deliver(of_order("order:1", "a"));
    const Position other = probe.deliver(of_order("order:2", "b"));
    const Position second = probe.deliver(of_order("order:1", "c"));
    probe.deliver(of_order("order:3", "d"));
    ASSERT_TRUE(probe.settle(
        {dead("erp", second), dead("erp", other), dead("erp", first), done("crm", first)}
    ));
    const auto lanes = probe.dead_lanes("erp");
    ASSERT_EQ(lanes.size(), 2u);
    EXPECT_EQ(lanes[0].position, first);
    EXPECT_EQ(lanes[0].lane, lane_of("shop", of_order("order:1", "").event.envelope));
    EXPECT_EQ(lanes[1].position, other);
    EXPECT_TRUE(probe.dead_lanes("crm").empty());
    EXPECT_TRUE(probe.dead_lanes("nobody").empty());
}

TEST_P(JournalContract, PassesOverOutcomesOfWhatIsNotPending) {
    const Position position = probe.deliver(new_event("a"));
    ASSERT_TRUE(probe.settle({done("erp", position)}));
    ASSERT_TRUE(probe.settle(
        {dead("erp", position), retry("erp", position, 1, later), done("nobody", position)}
    ));
    const Position both = probe.deliver(new_event("b"));
    ASSERT_TRUE(probe.settle({done("erp", both), dead("erp", both), retry("erp", both, 1, later)}));
    EXPECT_TRUE(probe.scan("erp").empty());
    EXPECT_TRUE(probe.backlog().empty());
}

TEST_P(JournalContract, ScansInPages) {
    std::vector<Position> positions;
    for (int i = 0; i < 5; ++i)
        positions.push_back(probe.deliver(new_event(std::to_string(i))));
    const auto first = probe.scan("erp", 0, 3);
    ASSERT_EQ(first.size(), 3u);
    EXPECT_EQ(first[2].position, positions[2]);
    const auto second = probe.scan("erp", positions[2], 3);
    ASSERT_EQ(second.size(), 2u);
    EXPECT_EQ(second[0].position, positions[3]);
    EXPECT_EQ(second[1].position, positions[4]);
    EXPECT_TRUE(probe.scan("erp", positions[4], 3).empty());
    EXPECT_TRUE(probe.scan("nobody", 0, 3).empty());
    EXPECT_TRUE(probe.scan("erp", ~Position{0}, 3).empty());
}

TEST_P(JournalContract, FetchesInPositionOrderWithTheEvents) {
    const Position first = probe.deliver(new_event("a", "first"));
    const Position second = probe.deliver(new_event("b", "second"));
    const auto fetched = probe.fetch("erp", {second, ~Position{0}, first});
    ASSERT_EQ(fetched.size(), 2u);
    EXPECT_EQ(fetched[0].position, first);
    EXPECT_EQ(fetched[0].event->body, "first");
    EXPECT_EQ(fetched[1].handler, "erp");
    EXPECT_EQ(fetched[1].event->body, "second");
}

TEST_P(JournalContract, GivesTheLanesOfACommitAgain) {
    for (const char* order : {"order:1", "order:2", "order:3", "order:4"}) {
        NewEvent event = new_event(order); // some of their hashes use the highest bit
        event.event.envelope.order_key = order;
        probe.deliver(std::move(event));
    }
    const auto pending = probe.scan("erp");
    ASSERT_EQ(pending.size(), 4u);
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(pending[i].lane, probe.committed[i].lane);
        const auto fetched = probe.fetch("erp", {pending[i].position});
        ASSERT_EQ(fetched.size(), 1u);
        EXPECT_EQ(fetched[0].lane, pending[i].lane);
    }
}

TEST_P(JournalContract, CountsWhatEachHandlerIsOwed) {
    NewEvent event = new_event("a");
    event.handlers = {"crm", "erp"};
    const Position position = probe.deliver(std::move(event));
    probe.deliver(new_event("b"));
    ASSERT_TRUE(probe.settle({dead("erp", position)}));
    const auto backlog = probe.backlog();
    ASSERT_EQ(backlog.size(), 2u);
    EXPECT_EQ(backlog[0].handler, "crm");
    EXPECT_EQ(backlog[0].pending, 1u);
    EXPECT_EQ(backlog[0].dead, 0u);
    EXPECT_EQ(backlog[1].handler, "erp");
    EXPECT_EQ(backlog[1].pending, 1u);
    EXPECT_EQ(backlog[1].dead, 1u);
}

TEST_P(JournalContract, KeepsWhichHandlersArePaused) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(probe.paused_handlers(), Names{});
    ASSERT_TRUE(probe.set_paused("erp", true));
    ASSERT_TRUE(probe.set_paused("erp", true)) << "once more is no error";
    ASSERT_TRUE(probe.set_paused("crm", true));
    EXPECT_EQ(probe.paused_handlers(), (Names{"crm", "erp"}));
    const Position position = probe.deliver(new_event("a"));
    ASSERT_TRUE(probe.settle({done("erp", position)}));
    ASSERT_TRUE(probe.set_paused("crm", false));
    ASSERT_TRUE(probe.set_paused("crm", false));
    ASSERT_TRUE(probe.set_paused("nobody", false));
    EXPECT_EQ(probe.paused_handlers(), Names{"erp"});
    EXPECT_TRUE(probe.backlog().empty()) << "a pause is owed nothing";
}

TEST_P(JournalContract, AnswersAPauseOnTheLoop) {
    bool is_answered = false;
    probe.journal().set_paused("erp", true, [&](const auto&) { is_answered = true; });
    EXPECT_FALSE(is_answered);
    EXPECT_TRUE(loop.run_until([&] { return is_answered; }));
}

TEST_P(JournalContract, IsReadyAndClosesTwice) {
    EXPECT_TRUE(probe.journal().ready());
    probe.journal().close();
    probe.journal().close();
}

INSTANTIATE_TEST_SUITE_P(Journals, JournalContract, journal_kinds, name_of_kind);

} // namespace

} // namespace orderhook::test
