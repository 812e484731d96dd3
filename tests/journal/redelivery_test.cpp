// What every journal does again when people ask for it.
#include "journal_kinds.hpp"

namespace orderhook::test {

namespace {

using std::chrono::seconds;

class RedeliveryContract : public JournalOfEachKind {
protected:
    /// Delivers and lets it die; the id of the event.
    EventId dead_event(const std::string& key) {
        NewEvent event = new_event(key);
        const EventId id = event.event.id;
        EXPECT_TRUE(probe.settle({dead("erp", probe.deliver(std::move(event)))}));
        return id;
    }
};

TEST_P(RedeliveryContract, ReplaysAtTheEndOfTheLaneAndBeforeWhatComesThen) {
    const EventId first = dead_event("a");
    const Position second = probe.deliver(new_event("b"));
    std::vector<std::string> answered;
    JournalWithRecords& journal = probe.journal();
    journal.replay({{first, "erp"}}, [&](const Result<Replayed>& replayed) {
        ASSERT_TRUE(replayed);
        EXPECT_EQ(replayed->deliveries, 1u);
        answered.push_back("replay");
    });
    journal.append(new_event("c"), [&](auto) { answered.push_back("append"); });
    ASSERT_TRUE(loop.run_until([&] { return answered.size() == 2; }));
    EXPECT_EQ(answered, (std::vector<std::string>{"replay", "append"}));

    const auto pending = probe.scan("erp");
    ASSERT_EQ(pending.size(), 3u);
    EXPECT_EQ(pending[0].position, second);
    EXPECT_EQ(pending[1].replay, 1u);
    EXPECT_EQ(pending[1].attempts, 0u);
    EXPECT_EQ(pending[1].lane, pending[0].lane);
    EXPECT_EQ(pending[2].replay, 0u);
    const auto fetched = probe.fetch("erp", {pending[1].position});
    ASSERT_EQ(fetched.size(), 1u);
    EXPECT_EQ(fetched[0].replay, 1u);
    EXPECT_EQ(fetched[0].event->id, first);
    const std::size_t last = probe.committed.size();
    EXPECT_EQ(probe.committed[last - 2].position, pending[1].position);
    EXPECT_EQ(probe.committed[last - 2].replay, 1u);
    EXPECT_EQ(probe.committed[last - 1].position, pending[2].position);
}

TEST_P(RedeliveryContract, ReplaysADeadLetterUntilItDiesAgain) {
    const EventId id = dead_event("a");
    for (std::uint32_t replay = 1; replay <= 3; ++replay) {
        EXPECT_EQ(probe.replay({{id, "erp"}})->deliveries, 1u);
        EXPECT_TRUE(probe.dead_letters().items.empty());
        EXPECT_EQ(probe.committed.back().replay, replay);
        const Position position = probe.committed.back().position;
        ASSERT_TRUE(probe.settle({retry("erp", position, 1, later), dead("erp", position, 2)}));
        const auto page = probe.dead_letters();
        ASSERT_EQ(page.items.size(), 1u);
        EXPECT_EQ(page.items[0].delivery.replay, replay);
        EXPECT_EQ(page.items[0].delivery.position, position);
        EXPECT_EQ(page.items[0].delivery.attempts, 2u);
    }
    EXPECT_EQ(probe.backlog()[0].dead, 1u);
}

TEST_P(RedeliveryContract, ReplaysWhatIsDoneAndToOtherHandlersButNotWhatIsPending) {
    const NewEvent pending = new_event("a");
    const NewEvent finished = new_event("b");
    probe.deliver(pending);
    ASSERT_TRUE(probe.settle({done("erp", probe.deliver(finished))}));
    NewEvent quarantined = new_event("c");
    quarantined.quarantine_reason = "no type";
    ASSERT_TRUE(probe.append(quarantined));

    const auto replayed = probe.replay(
        {{pending.event.id, "erp"},
         {next_id(), "erp"},
         {quarantined.event.id, "erp"},
         {finished.event.id, "erp"},
         {finished.event.id, "erp"},
         {pending.event.id, "crm"}}
    );
    ASSERT_TRUE(replayed);
    EXPECT_EQ(replayed->taken, 6u);
    EXPECT_EQ(replayed->deliveries, 2u);
    EXPECT_EQ(probe.scan("erp").size(), 2u);
    EXPECT_EQ(probe.scan("crm").size(), 1u);
    EXPECT_EQ(probe.replay({})->taken, 0u);
}

TEST_P(RedeliveryContract, PassesOverTheOldOutcomeOfADeliveryThatIsReplayed) {
    const NewEvent event = new_event("a");
    const Position first = probe.deliver(event);
    ASSERT_TRUE(probe.settle({dead("erp", first)}));
    ASSERT_TRUE(probe.replay({{event.event.id, "erp"}}));
    ASSERT_TRUE(probe.settle({done("erp", first)}));
    EXPECT_EQ(probe.scan("erp").size(), 1u);
}

TEST_P(RedeliveryContract, DiscardsDeadLettersAndNothingElse) {
    const EventId first = dead_event("a");
    const EventId second = dead_event("b");
    const Position pending = probe.deliver(new_event("c"));
    const Position dead = probe.committed.front().position;
    EXPECT_EQ(
        probe.discard({{"erp", dead}, {"erp", dead}, {"crm", dead + 1}, {"erp", pending}}),
        1u
    );
    const auto left = probe.dead_letters();
    ASSERT_EQ(left.items.size(), 1u);
    EXPECT_EQ(left.items[0].record.event.id, second);
    EXPECT_EQ(probe.backlog()[0].dead, 1u);
    EXPECT_EQ(probe.dead_lanes("erp")[0].position, dead + 1) << "the next one holds the lane";
    EXPECT_EQ(probe.scan("erp").size(), 1u);
    EXPECT_EQ(probe.attempts(first).size(), 1u) << "why it died can still be read";

    EXPECT_EQ(probe.discard({{"erp", dead + 1}}), 1u);
    EXPECT_TRUE(probe.dead_lanes("erp").empty());
    EXPECT_EQ(probe.replay({{first, "erp"}})->deliveries, 1u);
    EXPECT_EQ(probe.committed.back().replay, 1u);
}

TEST_P(RedeliveryContract, ReplaysAndDiscardsNoOtherDeathThanTheOneThatWasListed) {
    const EventId id = dead_event("a");
    const Position listed = probe.committed.back().position;
    EXPECT_EQ(probe.replay({{id, "erp", listed}})->deliveries, 1u);
    const Position again = probe.committed.back().position;
    ASSERT_TRUE(probe.settle({dead("erp", again)}));
    EXPECT_EQ(probe.discard({{"erp", listed}}), 0u);
    EXPECT_EQ(probe.replay({{id, "erp", listed}})->deliveries, 0u);
    EXPECT_EQ(probe.dead_letters().items.size(), 1u);

    EXPECT_EQ(probe.discard({{"erp", again}}), 1u);
    const auto replayed = probe.replay({{id, "erp", again}});
    EXPECT_EQ(replayed->taken, 1u);
    EXPECT_EQ(replayed->deliveries, 0u) << "it was discarded after it was listed";
    EXPECT_TRUE(probe.scan("erp").empty());
}

TEST_P(RedeliveryContract, ReleasesAQuarantinedEventUnderItsNewEnvelope) {
    probe.deliver(event_at("a", vendor_time + seconds{9}));
    NewEvent event = new_event("b", "[]");
    event.event.envelope.type.clear();
    event.event.envelope.order_key = "event:b";
    event.quarantine_reason = "(root): expected object, got array";
    const EventId id = event.event.id;
    ASSERT_TRUE(probe.append(event));

    Envelope envelope{"order.success", "another key", "order:17", "", vendor_time};
    const auto released = probe.release(id, envelope, {"erp", "crm", "erp"});
    ASSERT_TRUE(released) << released.error().message;
    EXPECT_EQ(*released, 2u);
    const Delivery& delivery = probe.committed[1];
    EXPECT_EQ(delivery.handler, "erp");
    EXPECT_EQ(delivery.replay, 1u);
    EXPECT_EQ(delivery.lane, probe.committed[0].lane);
    EXPECT_GT(delivery.position, probe.committed[0].position);
    EXPECT_EQ(delivery.event->body, "[]");
    EXPECT_TRUE(delivery.event->late);
    EXPECT_EQ(probe.fetch("erp", {delivery.position})[0].replay, 1u);

    const auto found = probe.find(id);
    ASSERT_TRUE(found);
    envelope.dedupe_key = "b";
    EXPECT_EQ(found->record.event.envelope, envelope) << "all but the dedupe key";
    EXPECT_EQ(found->record.disposition, Disposition::accepted);
    EXPECT_EQ(found->record.quarantine_reason, "");
    EXPECT_TRUE(found->record.event.late);
    EXPECT_EQ(probe.append(new_event("b", "[]"))->disposition, Disposition::duplicate);
    EXPECT_EQ(probe.release(id, envelope).error().code, Errc::conflict);
    EXPECT_EQ(probe.release(next_id(), envelope).error().code, Errc::not_found);
}

TEST_P(RedeliveryContract, ReleasesAConflictWhoseTimeCountsFromThen) {
    probe.deliver(event_at("a", vendor_time));
    NewEvent conflict = event_at("a", vendor_time + seconds{9});
    conflict.event.body = "other";
    ASSERT_TRUE(probe.append(conflict));
    EXPECT_EQ(probe.find(conflict.event.id)->record.first, probe.committed[0].event->id);
    ASSERT_TRUE(probe.release(conflict.event.id, conflict.event.envelope));
    EXPECT_FALSE(probe.find(conflict.event.id)->record.first);
    EXPECT_FALSE(probe.committed.back().event->late);
    probe.deliver(event_at("b", vendor_time + seconds{8}));
    EXPECT_TRUE(probe.committed.back().event->late);
}

TEST_P(RedeliveryContract, MovesParkedDeliveriesInTheirOrderAndInSteps) {
    for (const char* key : {"a", "b", "c"})
        probe.deliver(new_event(key));
    ASSERT_TRUE(probe.settle({retry("erp", probe.committed[0].position, 4, later)}));
    NewEvent fresh = new_event("d");
    fresh.handlers = {"crm"};
    const Position before = probe.deliver(fresh);

    EXPECT_EQ(probe.free_parked("erp", "crm", 2).value(), 2u);
    EXPECT_EQ(probe.scan("erp").size(), 1u);
    EXPECT_EQ(probe.free_parked("erp", "crm", 2).value(), 1u);
    EXPECT_EQ(probe.free_parked("erp", "crm", 2).value(), 0u);
    const auto moved = probe.scan("crm");
    ASSERT_EQ(moved.size(), 4u);
    EXPECT_EQ(moved[0].position, before);
    const auto fetched = probe.fetch("crm", {moved[1].position, moved[2].position});
    EXPECT_EQ(fetched[0].event->envelope.dedupe_key, "a");
    EXPECT_EQ(fetched[0].attempts, 0u);
    EXPECT_EQ(fetched[1].event->envelope.dedupe_key, "b");
    EXPECT_EQ(probe.committed.back().position, moved[3].position);
    EXPECT_EQ(probe.free_parked("nobody", "crm").value(), 0u);
}

TEST_P(RedeliveryContract, MovesNothingTwiceToAHandlerThatIsOwedIt) {
    NewEvent event = new_event("a");
    event.handlers = {"erp", "crm"};
    probe.deliver(event);
    EXPECT_EQ(probe.free_parked("erp", "crm").value(), 1u);
    EXPECT_EQ(probe.scan("crm").size(), 1u);
    EXPECT_TRUE(probe.scan("erp").empty());
}

TEST_P(RedeliveryContract, MakesParkedDeliveriesDeadLettersThatCanBeReplayedElsewhere) {
    const NewEvent event = new_event("a");
    const Position position = probe.deliver(event);
    ASSERT_TRUE(probe.settle({retry("erp", position, 4, later)}));
    EXPECT_EQ(probe.free_parked("erp").value(), 1u);
    EXPECT_TRUE(probe.scan("erp").empty());
    const auto page = probe.dead_letters("erp");
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].delivery.reason, "given up: its handler is not configured");
    EXPECT_EQ(page.items[0].delivery.attempts, 4u);
    EXPECT_EQ(page.items[0].delivery.position, position);
    EXPECT_EQ(probe.replay({{event.event.id, "crm"}})->deliveries, 1u);
    EXPECT_EQ(probe.scan("crm").size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Journals, RedeliveryContract, journal_kinds, name_of_kind);

} // namespace

} // namespace orderhook::test
