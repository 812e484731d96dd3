#include "dispatch/lanes_model.hpp"

#include <algorithm>
#include <numeric>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::LanesModel;
using Positions = std::vector<Position>;

Positions from_to(Position first, Position last) {
    Positions positions(last - first + 1);
    std::iota(positions.begin(), positions.end(), first);
    return positions;
}

/// As after a start with nothing pending: fresh deliveries are admitted.
struct Caught {
    explicit Caught(WindowLimits limits = {}) : model(limits) { model.read_all(); }
    LanesModel model;
};

TEST(Lanes, HandOutFreshDeliveriesWithoutReadingTheJournal) {
    Caught caught;
    auto& model = caught.model;
    const auto scans = model.scans;
    for (Lane lane = 1; lane <= 3; ++lane)
        model.commit(lane);
    model.announce_all();
    EXPECT_EQ(model.run_all(), from_to(1, 3));
    EXPECT_EQ(model.scans, scans);
}

TEST(Lanes, RunOneDeliveryOfALaneAtATimeAndAnotherLaneBesideIt) {
    Caught caught;
    auto& model = caught.model;
    for (const Lane lane : {7u, 7u, 8u})
        model.commit(lane);
    model.announce_all();
    EXPECT_EQ(model.claim(), 1u);
    EXPECT_EQ(model.claim(), 3u);
    EXPECT_EQ(model.claim(), std::nullopt);
    model.finish(0, false);
    EXPECT_EQ(model.claim(), 2u) << "the outcome of 1 need not be durable for that";
}

TEST(Lanes, LoadTheBacklogOfAnEarlierRunInPositionOrder) {
    LanesModel model({});
    for (Lane lane = 0; lane < 5000; ++lane)
        model.commit(lane);
    model.forget_announcements();
    EXPECT_EQ(model.run_all(), from_to(1, 5000));
}

TEST(Lanes, KeepToTheWindowAndStillRunEverythingInOrder) {
    Caught caught({.deliveries = 10, .deliveries_of_a_lane = 4});
    auto& model = caught.model;
    for (int i = 0; i < 1000; ++i)
        model.commit(static_cast<Lane>(i) % 50);
    model.announce_all();
    model.expect_bounds();
    EXPECT_EQ(model.run_all().size(), 1000u);
    EXPECT_TRUE(model.is_over());
    EXPECT_EQ(model.lanes.lanes(), 0u);
}

TEST(Lanes, KeepToTheWindowInBytes) {
    LanesModel model({.bytes = 20 * sizeof(Event)});
    for (Lane lane = 0; lane < 1000; ++lane)
        model.commit(lane);
    model.forget_announcements();
    for (int i = 0; i < 50; ++i) {
        model.read_all();
        EXPECT_LE(model.lanes.bytes(), 20 * sizeof(Event) + 4096);
        if (model.claim()) model.finish(0, false);
        model.report();
        model.settle();
    }
    EXPECT_EQ(model.run_all().size(), 950u);
}

TEST(Lanes, FetchFewEventsThatAreLargerThanTheGuess) {
    constexpr std::size_t body_size = 100'000;
    constexpr std::size_t bytes = 20 * body_size;
    LanesModel model({.bytes = bytes}, body_size);
    for (Lane lane = 0; lane < 1000; ++lane)
        model.commit(lane);
    model.forget_announcements();
    model.read_all();
    EXPECT_GT(model.fetched, 8u);
    EXPECT_LT(model.fetched, 60u);
    EXPECT_EQ(model.run_all().size(), 1000u);
}

TEST(Lanes, GoOnWhenAllThatIsInMemoryStandsBehindWhatIsNot) {
    constexpr std::size_t body_size = 100'000;
    LanesModel model({.bytes = body_size}, body_size);
    for (Lane lane = 0; lane < 12; ++lane)
        model.commit(lane);
    model.forget_announcements();
    ASSERT_TRUE(model.ask() && model.carry_out() && model.answer_scan());
    model.commit(11); // its event fills the memory, the one before it must still be fetched
    model.announce_all();
    EXPECT_EQ(model.run_all().size(), 13u);
}

TEST(Lanes, AdmitFreshDeliveriesDirectlyAgainOnceTheBacklogIsRead) {
    Caught caught({.deliveries = 10});
    auto& model = caught.model;
    for (Lane lane = 0; lane < 100; ++lane)
        model.commit(lane);
    model.announce_all();
    EXPECT_EQ(model.run_all().size(), 100u);
    const auto scans = model.scans;
    model.commit(1);
    model.announce_all();
    EXPECT_EQ(model.run_all(), Positions{101});
    EXPECT_EQ(model.scans, scans);
}

TEST(Lanes, LetOthersFlowWhileAFailingHeadHoldsItsManyFollowers) {
    Caught caught({.deliveries = 100, .deliveries_of_a_lane = 10});
    auto& model = caught.model;
    const Lane failing = 42;
    model.commit(failing);
    model.announce_all();
    model.claim();
    model.finish(0, true);
    model.report();
    model.settle(600s);

    for (int i = 0; i < 10'000; ++i) {
        model.commit(failing);
        if (i % 5 == 0) model.commit(1000 + static_cast<Lane>(i));
    }
    model.announce_all();
    const auto ran = model.run_all();
    EXPECT_EQ(ran.size(), 2000u);
    EXPECT_EQ(model.lanes.lanes(), 1u);
    EXPECT_EQ(model.lanes.deliveries(), 0u);

    model.rows_scanned = 0;
    for (int attempt = 0; attempt < 10; ++attempt) {
        ASSERT_TRUE(model.lanes.next_due());
        model.now = *model.lanes.next_due();
        model.lanes.wake(model.now);
        model.read_all();
        EXPECT_EQ(model.claim(), 1u);
        model.finish(0, true);
        model.report();
        model.settle(600s);
    }
    EXPECT_EQ(model.rows_scanned, 0u) << "a head that goes on failing costs no scan";

    model.now += 600s;
    const auto after = model.run_all();
    EXPECT_EQ(after.size(), 10'001u);
    EXPECT_TRUE(std::is_sorted(after.begin(), after.end()));
    EXPECT_LT(model.rows_scanned, 400'000u) << "each pass starts where the last one ended";
}

TEST(Lanes, ServeAllLanesThatCanGoOnWithOnePass) {
    LanesModel model({.deliveries = 4000, .deliveries_of_a_lane = 2});
    for (int round = 0; round < 10; ++round)
        for (Lane lane = 0; lane < 300; ++lane)
            model.commit(lane);
    model.forget_announcements();
    const auto ran = model.run_all();
    EXPECT_EQ(ran.size(), 3000u);
    EXPECT_LT(model.rows_scanned, 100'000u) << "300 lanes with a scan each would read more";
}

TEST(Lanes, WaitForTheDueTimesOfAnEarlierRun) {
    LanesModel model({});
    model.commit(1, model.now + 60s);
    model.commit(1);
    model.commit(2);
    model.forget_announcements();
    EXPECT_EQ(model.run_all(), Positions{3});
    EXPECT_EQ(model.lanes.next_due(), model.now + 60s);
    model.now += 60s;
    EXPECT_EQ(model.run_all(), from_to(1, 2));
}

TEST(Lanes, RunAgainInOrderWhatRanBehindAFailedSync) {
    Caught caught;
    auto& model = caught.model;
    for (int i = 0; i < 4; ++i)
        model.commit(5);
    model.announce_all();
    EXPECT_EQ(model.claim(), 1u);
    model.finish(0, false);
    model.report();
    EXPECT_EQ(model.claim(), 2u);
    model.finish(0, false);
    model.report(false); // 2 is retried
    model.settle();
    model.settle(5s);
    EXPECT_EQ(model.run_all(), Positions{});
    model.now += 5s;
    EXPECT_EQ(model.run_all(), from_to(2, 4));
    EXPECT_EQ(model.runs[1], 1);
    EXPECT_EQ(model.runs[2], 2);
}

TEST(Lanes, WaitForWhatStillRunsBehindAFailedSync) {
    Caught caught;
    auto& model = caught.model;
    for (int i = 0; i < 3; ++i)
        model.commit(5);
    model.announce_all();
    model.claim();
    model.finish(0, false);
    EXPECT_EQ(model.claim(), 2u);
    model.report(false); // 1 is retried while 2 runs
    model.settle();
    model.lanes.wake(model.now);
    model.read_all();
    EXPECT_EQ(model.claim(), std::nullopt);
    model.finish(0, false);
    EXPECT_FALSE(model.report()) << "the outcome of 2 does not count";
    EXPECT_EQ(model.run_all(), from_to(1, 3));
}

TEST(Lanes, PassOverDeliveriesThatSomebodyElseSettled) {
    LanesModel model({.deliveries = 10, .deliveries_of_a_lane = 2});
    for (int i = 0; i < 12; ++i)
        model.commit(1);
    model.forget_announcements();
    model.ask();
    model.carry_out();
    model.answer_scan();
    for (const Position gone : {1u, 4u, 11u, 12u})
        model.vanish(gone);
    EXPECT_EQ(model.run_all(), (Positions{2, 3, 5, 6, 7, 8, 9, 10}));
    EXPECT_EQ(model.lanes.lanes(), 0u);
    EXPECT_EQ(model.lanes.deliveries(), 0u);
    EXPECT_EQ(model.lanes.bytes(), 0u);
}

TEST(Lanes, DoNotLookForEverForAFreshDeliveryThatIsGone) {
    Caught caught({.deliveries = 1});
    auto& model = caught.model;
    model.commit(1);
    model.commit(2);
    model.announce_all(); // 2 has no room
    model.vanish(2);
    EXPECT_EQ(model.run_all(), Positions{1});
    const auto scans = model.scans;
    model.commit(3);
    model.announce_all();
    EXPECT_EQ(model.run_all(), Positions{3});
    EXPECT_EQ(model.scans, scans);
}

TEST(Lanes, AskAgainForWhatCouldNotBeRead) {
    LanesModel model({});
    model.commit(1);
    model.forget_announcements();
    EXPECT_TRUE(model.ask());
    EXPECT_FALSE(model.lanes.start_scan()) << "one scan at a time";
    model.fail_calls();
    EXPECT_TRUE(model.ask());
    model.carry_out();
    model.answer_scan();
    EXPECT_TRUE(model.ask());
    model.fail_calls();
    EXPECT_EQ(model.run_all(), Positions{1});
}

TEST(Lanes, StopReadingWhenTooManyLanesAreHeld) {
    LanesModel model({.lanes = 100});
    for (Lane lane = 0; lane < 1000; ++lane)
        model.commit(lane, model.now + 10s);
    model.forget_announcements();
    EXPECT_EQ(model.run_all(), Positions{});
    EXPECT_EQ(model.lanes.lanes(), 100u);
    model.now += 10s;
    EXPECT_EQ(model.run_all().size(), 1000u);
}

} // namespace
} // namespace orderhook
