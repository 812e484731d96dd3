#include "dispatch/lanes_model.hpp"

#include <random>

namespace orderhook {
namespace {

using test::LanesModel;

class Chance {
public:
    explicit Chance(std::uint64_t seed) : random_(seed) {}
    std::size_t below(std::size_t bound) {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
    }
    bool percent(std::size_t share) { return below(100) < share; }

private:
    std::mt19937_64 random_;
};

struct Mix {
    WindowLimits limits;
    std::size_t lanes = 1;
    std::size_t failures = 0;      // percent
    std::size_t sync_failures = 0; // percent
    std::size_t workers = 4;
    bool dead_blocks = false;
    std::size_t backlog = 60; // at most, from an earlier run
};

void do_something(LanesModel& model, Chance& chance, const Mix& mix) {
    switch (chance.below(14)) {
    case 0:
        for (std::size_t more = chance.below(6); more > 0; --more)
            model.commit(chance.below(chance.percent(30) ? 2 : mix.lanes));
        break;
    case 1:
        model.announce();
        break;
    case 2:
        model.announce_all();
        break;
    case 3:
        model.ask();
        break;
    case 4:
        model.carry_out();
        break;
    case 5:
        model.answer_scan();
        break;
    case 6:
        model.answer_fetch();
        break;
    case 7:
        if (model.at_work() >= mix.workers) break;
        if (chance.percent(80))
            model.claim();
        else
            model.claim_another(chance.below(mix.lanes));
        break;
    case 8:
        model.finish(chance.below(8), chance.percent(mix.failures));
        break;
    case 9:
        model.report(!chance.percent(mix.sync_failures), chance.percent(20));
        break;
    case 10:
        if (chance.percent(30)) model.take_back(chance.below(8));
        break;
    case 11:
        if (chance.percent(30)) model.decide(chance.percent(50));
        break;
    case 12:
        model.settle(std::chrono::seconds{chance.below(20)});
        break;
    default:
        model.now += std::chrono::seconds{chance.below(5)};
        if (chance.percent(3)) model.fail_calls();
        model.lanes.wake(model.now);
    }
}

void run_mix(std::uint64_t seed, const Mix& mix) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Chance chance(seed);
    LanesModel model(mix.limits);
    model.dead_blocks = mix.dead_blocks;
    for (std::size_t old = chance.below(mix.backlog); old > 0; --old) {
        const bool is_retry = chance.percent(20);
        const Time due_at = is_retry ? model.now + std::chrono::seconds{chance.below(30)} : Time{};
        const Lane lane = chance.below(mix.lanes);
        const Position position = model.commit(is_retry ? 1000 + old : lane, due_at);
        if (mix.dead_blocks && chance.percent(5)) model.condemn(position);
    }
    model.forget_announcements(); // they were committed before a restart

    for (int step = 0; step < 1500 && !::testing::Test::HasFailure(); ++step) {
        do_something(model, chance, mix);
        model.expect_bounds();
    }

    model.announce_all();
    for (int round = 0; round < 300 && !model.is_over(); ++round) {
        while (model.finish(0, false)) {
        }
        model.report();
        while (model.settle()) {
        }
        model.now += std::chrono::seconds{10};
        while (model.decide(round % 2 == 0)) {
        }
        model.run_all();
    }
    ASSERT_TRUE(model.is_over()) << model.pending() << " are stuck";
    EXPECT_EQ(model.lanes.deliveries(), 0u);
    EXPECT_EQ(model.lanes.bytes(), 0u);
    EXPECT_EQ(model.lanes.lanes(), 0u);
    EXPECT_FALSE(model.lanes.next_due());
}

TEST(Lanes, KeepEveryPromiseUnderRandomOperations) {
    const std::size_t much = std::size_t{1} << 20;
    const Mix mixes[] = {
        {{.deliveries = 10'000, .bytes = 32 * much}, 30, 10, 0},
        {{.deliveries = 8, .bytes = much, .deliveries_of_a_lane = 3}, 20, 20, 5},
        {{.deliveries = 12, .bytes = much, .deliveries_of_a_lane = 4}, 4, 25, 20, 4, true},
        {{.deliveries = 1, .bytes = much, .deliveries_of_a_lane = 1}, 5, 10, 10},
        {{.deliveries = 20, .bytes = much, .deliveries_of_a_lane = 2, .lanes = 4}, 12, 30, 10},
        {{.deliveries = 50, .bytes = 4096, .deliveries_of_a_lane = 2, .lanes = 30}, 40, 50, 30, 16},
        {{.deliveries = 6, .bytes = much, .deliveries_of_a_lane = 6}, 1, 30, 30, 1},
        // Long behind, with small scans: what is fresh is taken early.
        {{.deliveries = 16, .bytes = much, .scan = 3}, 300, 20, 5, 4, true, 600},
        {{.deliveries = 16, .bytes = much, .deliveries_of_a_lane = 2, .scan = 5},
         60,
         30,
         10,
         4,
         true,
         300},
        {{.deliveries = 40, .bytes = much, .lanes_ahead = 20, .scan = 8},
         200,
         10,
         0,
         8,
         false,
         400},
    };
    for (std::uint64_t seed = 1; seed <= 20; ++seed)
        for (const Mix& mix : mixes) {
            run_mix(seed, mix);
            if (HasFailure()) return;
        }
}

} // namespace
} // namespace orderhook
