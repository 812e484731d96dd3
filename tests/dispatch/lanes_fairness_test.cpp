// How a backlog, fresh deliveries and held lanes share a handler.
#include "dispatch/lanes_model.hpp"

#include <algorithm>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::LanesModel;
using Positions = std::vector<Position>;

constexpr Lane fresh_lanes = 1'000'000;

/// After a start with a backlog, one delivery in each of its lanes, as far as it can be read.
struct Behind {
    explicit Behind(std::size_t backlog, WindowLimits limits = {}) : model(limits) {
        for (Lane lane = 0; lane < backlog; ++lane)
            model.commit(lane);
        model.forget_announcements();
        model.read_all();
    }

    Position commit_fresh(Lane lane) {
        const Position position = model.commit(lane);
        model.announce_all();
        return position;
    }
    /// Runs and settles one delivery.
    Position run_one() {
        const auto position = model.claim();
        EXPECT_TRUE(position);
        model.finish(0, false);
        model.report();
        model.settle();
        model.read_all();
        return position.value_or(0);
    }
    /// How many claims it takes until that delivery has run.
    std::size_t claims_until(Position position) {
        for (std::size_t claims = 1; claims < 100'000; ++claims)
            if (run_one() == position) return claims;
        return 0;
    }

    LanesModel model;
};

TEST(LanesFairness, AFreshDeliveryDoesNotWaitForTheBacklog) {
    Behind behind(50'000);
    for (int i = 0; i < 100; ++i) {
        const auto fresh = behind.commit_fresh(fresh_lanes + static_cast<Lane>(i));
        EXPECT_LE(behind.claims_until(fresh), 2u);
    }
}

TEST(LanesFairness, TheBacklogDoesNotWaitForFreshDeliveries) {
    Behind behind(5'000, {.deliveries = 1'000});
    std::size_t of_backlog = 0;
    Lane fresh = fresh_lanes;
    for (int claims = 0; claims < 4'000; ++claims) {
        behind.commit_fresh(++fresh);
        behind.commit_fresh(++fresh); // more than can run
        if (behind.run_one() <= 5'000) ++of_backlog;
    }
    EXPECT_GE(of_backlog, 1'990u);
    behind.model.expect_bounds();
}

TEST(LanesFairness, AFreshDeliveryOfALaneInTheBacklogRunsBehindIt) {
    Behind behind(30'000, {.deliveries = 100});
    const auto fresh = behind.commit_fresh(29'999); // its lane's first stands at 30,000
    const auto ran = behind.model.run_all();
    EXPECT_EQ(ran.size(), 30'001u);
    EXPECT_EQ(ran.back(), fresh);
}

TEST(LanesFairness, FreshDeliveriesKeepTheirOrderWhetherTakenEarlyOrLeft) {
    Behind behind(10'000, {.deliveries = 40, .deliveries_of_a_lane = 3});
    Positions of_lane;
    for (int i = 0; i < 30; ++i)
        of_lane.push_back(behind.commit_fresh(fresh_lanes)); // more than its lane may load
    for (Lane other = 1; other < 100; ++other)
        behind.commit_fresh(fresh_lanes + other);
    Positions ran;
    for (const Position position : behind.model.run_all())
        if (std::find(of_lane.begin(), of_lane.end(), position) != of_lane.end())
            ran.push_back(position);
    EXPECT_EQ(ran, of_lane);
    EXPECT_TRUE(behind.model.is_over());
    EXPECT_EQ(behind.model.lanes.lanes(), 0u);
}

TEST(LanesFairness, AFailedFreshDeliveryHoldsItsLaneThoughTheCursorComesToIt) {
    Behind behind(3'000, {.deliveries = 400});
    const auto first = behind.commit_fresh(fresh_lanes);
    const auto second = behind.commit_fresh(fresh_lanes);
    auto& model = behind.model;
    while (model.claim() != first)
        model.finish(0, false);
    model.finish(0, true);
    model.report();
    while (model.settle(60s)) {
    }
    EXPECT_EQ(model.run_all().size(), 3'000u - static_cast<std::size_t>(model.runs.size()) + 1);
    model.now += 60s;
    EXPECT_EQ(model.run_all(), (Positions{first, second}));
}

TEST(LanesFairness, AFreshDeliveryDoesNotRunAgainWhenTheCursorComesToIt) {
    Behind behind(3'000, {.deliveries = 400});
    auto& model = behind.model;
    const auto fresh = behind.commit_fresh(fresh_lanes);
    EXPECT_EQ(model.claim(), fresh);
    model.finish(0, false);
    model.report(); // its lane is forgotten, though the outcome is not durable yet
    for (int others = 0; others < 3'000; ++others) {
        ASSERT_TRUE(model.claim());
        model.finish(0, false);
        model.report();
        model.settle_but(fresh);
        model.read_all();
    }
    EXPECT_EQ(model.claim(), std::nullopt);
    EXPECT_EQ(model.runs[fresh], 1);
    EXPECT_EQ(model.lanes.deliveries(), 1u);
}

TEST(LanesFairness, ClaimsThatAreTakenBackRunNextAndInOrder) {
    LanesModel model({});
    model.read_all();
    for (Lane lane = 1; lane <= 3; ++lane)
        model.commit(lane);
    model.announce_all();
    model.claim();
    model.claim();
    model.take_back(1);
    model.take_back(0);
    EXPECT_EQ(model.run_all(), (Positions{1, 2, 3}));
    EXPECT_EQ(model.lanes.deliveries(), 0u);
    EXPECT_EQ(model.lanes.bytes(), 0u);
}

TEST(LanesFairness, ClaimsOfTheLaneThatRanksLowestComeFirst) {
    LanesModel model({});
    model.read_all();
    for (const Lane lane : {5u, 6u, 7u})
        model.commit(lane);
    model.announce_all();
    EXPECT_EQ(model.claim_another(5), 2u);
    EXPECT_EQ(model.run_all(), (Positions{1, 3})) << "2 is at work";
    model.finish(0, false);
    model.report();
    model.settle();
    model.commit(5);
    model.announce_all();
    EXPECT_EQ(model.claim_another(5), 4u) << "there is no other";
}

} // namespace
} // namespace orderhook
