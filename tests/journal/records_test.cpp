// What every journal tells people of its events.
#include "journal_kinds.hpp"

namespace orderhook::test {

namespace {

using std::chrono::seconds;
using State = DeliveryRecord::State;

class RecordsContract : public JournalOfEachKind {
protected:
    bool is_late(NewEvent event) {
        const EventId id = event.event.id;
        EXPECT_TRUE(probe.append(std::move(event)));
        const auto found = probe.find(id);
        return found && found->record.event.late;
    }

    /// Delivers and lets it die; the id of the event.
    EventId dead_event(const std::string& key, const std::string& order = "order:17") {
        NewEvent event = new_event(key);
        event.event.envelope.order_key = order;
        const EventId id = event.event.id;
        EXPECT_TRUE(probe.settle({dead("erp", probe.deliver(std::move(event)))}));
        return id;
    }

    std::vector<std::string> keys(const Page<EventRecord>& page) {
        std::vector<std::string> found;
        for (const EventRecord& record : page.items)
            found.push_back(record.event.envelope.dedupe_key);
        return found;
    }
};

using Keys = std::vector<std::string>;

TEST_P(RecordsContract, CallsAnEventLateBehindALaterTimeOfItsOrder) {
    EXPECT_FALSE(is_late(event_at("a", vendor_time)));
    EXPECT_FALSE(is_late(event_at("b", vendor_time))) << "the same time is not later";
    EXPECT_FALSE(is_late(event_at("c", vendor_time + seconds{2})));
    EXPECT_TRUE(is_late(event_at("d", vendor_time + seconds{1})));
    EXPECT_TRUE(probe.committed.back().event->late) << "handlers see it";
    EXPECT_TRUE(probe.fetch("erp", {probe.committed.back().position})[0].event->late);
    EXPECT_FALSE(is_late(new_event("e"))) << "without a time";
    EXPECT_FALSE(is_late(event_at("f", vendor_time + seconds{2})));
}

TEST_P(RecordsContract, ComparesTimesWithinSourceTenantAndOrderKey) {
    probe.deliver(event_at("a", vendor_time + seconds{9}));
    NewEvent other_source = event_at("b", vendor_time);
    other_source.event.source = "shop2";
    NewEvent other_tenant = event_at("c", vendor_time);
    other_tenant.event.envelope.tenant = "tenant";
    NewEvent other_order = event_at("d", vendor_time);
    other_order.event.envelope.order_key = "order:18";
    for (const NewEvent& event : {other_source, other_tenant, other_order})
        EXPECT_FALSE(is_late(event));
    EXPECT_TRUE(is_late(event_at("e", vendor_time)));
}

TEST_P(RecordsContract, TakesNoTimeFromConflictsQuarantinedEventsAndDuplicates) {
    probe.deliver(event_at("a", vendor_time));
    NewEvent conflict = event_at("a", vendor_time + seconds{9});
    conflict.event.body = "other";
    ASSERT_EQ(probe.append(conflict)->disposition, Disposition::conflict);
    NewEvent quarantined = event_at("b", vendor_time + seconds{9});
    quarantined.quarantine_reason = "no type";
    ASSERT_EQ(probe.append(quarantined)->disposition, Disposition::quarantined);
    ASSERT_EQ(
        probe.append(event_at("a", vendor_time + seconds{9}))->disposition,
        Disposition::duplicate
    );
    EXPECT_FALSE(is_late(event_at("c", vendor_time + seconds{1})));
}

TEST_P(RecordsContract, FindsAnEventWithWhatItIsOwed) {
    NewEvent event = event_at("a", vendor_time);
    event.event.body = "body";
    event.event.headers = {{"X-A", "1"}};
    event.handlers = {"crm", "erp", "log"};
    const Position position = probe.deliver(event);
    ASSERT_TRUE(probe.settle(
        {retry("erp", position, 2, later), dead("crm", position, 3), done("log", position)}
    ));
    const auto found = probe.find(event.event.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->record.event.id, event.event.id);
    EXPECT_EQ(found->record.event.body, "body");
    EXPECT_EQ(found->record.event.headers, event.event.headers);
    EXPECT_EQ(found->record.event.envelope, event.event.envelope);
    EXPECT_EQ(found->record.body_size, 4u);
    EXPECT_EQ(found->record.disposition, Disposition::accepted);
    ASSERT_EQ(found->deliveries.size(), 2u);
    const auto& [pending, buried] = std::tie(found->deliveries[0], found->deliveries[1]);
    EXPECT_EQ(pending.handler, "erp");
    EXPECT_EQ(pending.state, State::pending);
    EXPECT_EQ(pending.position, position);
    EXPECT_EQ(pending.attempts, 2u);
    EXPECT_EQ(pending.at, later);
    EXPECT_EQ(buried.handler, "crm");
    EXPECT_EQ(buried.state, State::dead);
    EXPECT_EQ(buried.attempts, 3u);
    EXPECT_EQ(buried.reason, "no such order");

    const auto none = probe.find(next_id());
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().code, Errc::not_found);
}

TEST_P(RecordsContract, ListsEventsNewestFirstInPagesWithoutTheirBytes) {
    for (const char* key : {"a", "b", "c", "d", "e"})
        probe.deliver(new_event(key, "body"));
    auto page = probe.list({}, {2, {}});
    EXPECT_EQ(keys(page), (Keys{"e", "d"}));
    EXPECT_EQ(page.items[0].event.body, "");
    EXPECT_EQ(page.items[0].body_size, 4u);
    ASSERT_TRUE(page.next);
    probe.deliver(new_event("f"));
    page = probe.list({}, {2, page.next});
    EXPECT_EQ(keys(page), (Keys{"c", "b"})) << "what came since changes no page behind";
    page = probe.list({}, {2, page.next});
    EXPECT_EQ(keys(page), Keys{"a"});
    EXPECT_FALSE(page.next);
}

TEST_P(RecordsContract, ListsEventsThatFitAllOfAFilter) {
    const auto add = [&](const char* key, auto change) {
        NewEvent event = new_event(key);
        change(event.event);
        EXPECT_TRUE(probe.append(event));
    };
    add("a", [](Event& event) { event.source = "shop2"; });
    add("b", [](Event& event) { event.envelope.type = "order.cancel"; });
    add("c", [](Event& event) { event.envelope.order_key = "order:18"; });
    add("d", [&](Event& event) { event.received_at = later; });
    NewEvent quarantined = new_event("e");
    quarantined.quarantine_reason = "no type";
    ASSERT_TRUE(probe.append(quarantined));
    const auto list = [&](auto change) {
        EventFilter filter;
        change(filter);
        return keys(probe.list(filter));
    };
    using Filter = EventFilter;
    EXPECT_EQ(list([](Filter& filter) { filter.source = "shop2"; }), Keys{"a"});
    EXPECT_EQ(list([](Filter& filter) { filter.type = "ordergroove.*.cancel"; }), Keys{"b"});
    EXPECT_EQ(list([](Filter& filter) { filter.type = "order.cancel"; }), Keys{});
    EXPECT_EQ(list([](Filter& filter) { filter.order_key = "order:18"; }), Keys{"c"});
    EXPECT_EQ(list([&](Filter& filter) { filter.from = later; }), Keys{"d"});
    EXPECT_EQ(list([&](Filter& filter) { filter.to = later; }), (Keys{"e", "c", "b", "a"}));
    const auto in_quarantine = [](Filter& filter) {
        filter.disposition = Disposition::quarantined;
    };
    EXPECT_EQ(list(in_quarantine), Keys{"e"});
    const auto nothing = [](Filter& filter) {
        filter.source = "shop2";
        filter.order_key = "order:18";
    };
    EXPECT_EQ(list(nothing), Keys{});
}

TEST_P(RecordsContract, ListsDeadLettersLastDiedFirst) {
    const EventId a = dead_event("a");
    const EventId b = dead_event("b", "order:18");
    NewEvent event = new_event("c");
    event.handlers = {"crm"};
    ASSERT_TRUE(probe.settle({dead("crm", probe.deliver(event))}));

    auto page = probe.dead_letters("", {}, {2, {}});
    ASSERT_EQ(page.items.size(), 2u);
    EXPECT_EQ(page.items[0].delivery.handler, "crm");
    EXPECT_EQ(page.items[0].delivery.reason, "no such order");
    EXPECT_EQ(page.items[1].record.event.id, b);
    page = probe.dead_letters("", {}, {2, page.next});
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].record.event.id, a);
    EXPECT_FALSE(page.next);

    EXPECT_EQ(probe.dead_letters("erp").items.size(), 2u);
    EventFilter filter;
    filter.order_key = "order:18";
    page = probe.dead_letters("erp", filter);
    ASSERT_EQ(page.items.size(), 1u);
    EXPECT_EQ(page.items[0].record.event.id, b);
}

TEST_P(RecordsContract, ListsTheFailedAttemptsOfEveryReplay) {
    const NewEvent event = new_event("a");
    Settlement first = retry("erp", probe.deliver(event), 1, later);
    first.started_at = later;
    first.took = std::chrono::milliseconds{5};
    ASSERT_TRUE(probe.settle({first, dead("erp", first.position, 2)}));
    ASSERT_TRUE(probe.replay({{event.event.id, "erp"}}));
    ASSERT_TRUE(probe.settle({dead("erp", probe.committed.back().position, 1)}));

    const auto attempts = probe.attempts(event.event.id);
    ASSERT_EQ(attempts.size(), 3u);
    EXPECT_EQ(attempts[0].number, 1u);
    EXPECT_EQ(attempts[0].started_at, later);
    EXPECT_EQ(attempts[0].took, first.took);
    EXPECT_EQ(attempts[0].verdict, Settlement::Verdict::retry);
    EXPECT_EQ(attempts[0].reason, "the ERP is away");
    EXPECT_EQ(attempts[1].number, 2u);
    EXPECT_EQ(attempts[1].verdict, Settlement::Verdict::dead);
    EXPECT_EQ(attempts[1].replay, 0u);
    EXPECT_EQ(attempts[2].replay, 1u);
    EXPECT_EQ(attempts[2].handler, "erp");
    EXPECT_TRUE(probe.attempts(next_id()).empty());
    EXPECT_EQ(probe.attempts(event.event.id, "").size(), 3u) << "of every handler";
    EXPECT_TRUE(probe.attempts(event.event.id, "crm").empty());
}

INSTANTIATE_TEST_SUITE_P(Journals, RecordsContract, journal_kinds, name_of_kind);

} // namespace

} // namespace orderhook::test
