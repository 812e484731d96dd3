// What a person can ask of handlers, and what keeps them apart.
#include "dispatch/dispatcher_stage.hpp"

#include <atomic>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;
using test::Stage;
using State = HandlerStatus::State;

std::vector<State> states(Stage& stage) {
    std::vector<State> states;
    for (const auto& status : stage.dispatcher->status())
        states.push_back(status.state);
    return states;
}

TEST(Control, KnowsNoHandlersButTheConfiguredOnes) {
    Stage stage;
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    for (const bool is_paused : {true, false}) {
        const auto refused = stage.set_paused("crm", is_paused);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::not_found);
    }
    EXPECT_TRUE(stage.set_paused("erp", true));
    EXPECT_TRUE(stage.set_paused("erp", true)) << "once more is no error";
    EXPECT_TRUE(stage.set_paused("erp", false));
}

TEST(Control, APausedHandlerRunsNothingAndGoesOnInOrderWhenResumed) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    const auto crm = stage.add("crm");
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.set_paused("erp", true));
    for (int event = 0; event < 500; ++event)
        stage.append("1", std::to_string(event), {"erp", "crm"});
    ASSERT_TRUE(stage.run_until_settled(500)) << "crm is not paused";
    stage.loop.advance(1h);
    EXPECT_TRUE(erp->bodies().empty());
    EXPECT_EQ(states(stage), (std::vector{State::paused, State::running}));
    EXPECT_EQ(stage.status().pending, 500u);
    EXPECT_EQ(stage.metric("orderhook_handler_paused{handler=\"erp\"}"), "1");

    ASSERT_TRUE(stage.set_paused("erp", false));
    ASSERT_TRUE(stage.run_until_settled(1000));
    EXPECT_EQ(erp->bodies(), crm->bodies());
    EXPECT_EQ(stage.metric("orderhook_handler_paused{handler=\"erp\"}"), "0");
}

TEST(Control, APauseOutlastsARestart) {
    Stage stage;
    auto erp = stage.add("erp");
    auto crm = stage.add("crm");
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.set_paused("erp", true));
    ASSERT_TRUE(stage.set_paused("crm", true));
    ASSERT_TRUE(stage.set_paused("crm", false));
    stage.append("1", "before", {"erp", "crm"});
    stage.stop();

    erp = stage.add("erp");
    crm = stage.add("crm");
    ASSERT_TRUE(stage.start());
    EXPECT_EQ(states(stage), (std::vector{State::paused, State::running}));
    EXPECT_EQ(stage.metric("orderhook_handler_paused{handler=\"erp\"}"), "1");
    EXPECT_EQ(stage.status().pending, 1u);
    stage.append("1", "after", {"erp", "crm"});
    ASSERT_TRUE(stage.loop.run_until([&] { return stage.status(1).pending == 0; }));
    stage.loop.advance(1h);
    EXPECT_TRUE(erp->bodies().empty());

    ASSERT_TRUE(stage.set_paused("erp", false));
    ASSERT_TRUE(stage.run_to_the_end("erp"));
    EXPECT_EQ(erp->bodies(), (Bodies{"before", "after"}));
    stage.stop();
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    EXPECT_EQ(states(stage), std::vector{State::running});
}

TEST(Control, APauseThatCannotBeKeptHasItsEffectAndSaysSo) {
    Stage stage;
    const auto erp = stage.add("erp");
    ASSERT_TRUE(stage.start());
    stage.journal.is_down = true;
    const auto paused = stage.set_paused("erp", true);
    ASSERT_FALSE(paused);
    EXPECT_EQ(paused.error().code, Errc::unavailable);
    EXPECT_EQ(paused.error().message, "erp is paused, but perhaps not after a restart: disk full");
    stage.append("1", "a");
    stage.loop.run_posted();
    EXPECT_EQ(states(stage), std::vector{State::paused});
    EXPECT_TRUE(erp->bodies().empty());

    stage.journal.is_down = false;
    ASSERT_TRUE(stage.set_paused("erp", true)) << "once more keeps it";
    stage.stop();
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    EXPECT_EQ(states(stage), std::vector{State::paused});
}

TEST(Control, NoHandlerIsPausedBeforeWhatWasPausedIsKnown) {
    Stage stage;
    stage.add("erp");
    stage.memory.set_paused("erp", true, [](const auto&) {});
    std::optional<Result<std::monostate>> resumed;
    stage.journal.on_paused_asked = [&] {
        stage.dispatcher->set_paused("erp", false, [&](auto result) {
            resumed = std::move(result);
        });
        EXPECT_FALSE(resumed) << "it answers on the loop, never inside the call";
    };
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(resumed);
    ASSERT_FALSE(*resumed);
    EXPECT_EQ(resumed->error().message, "the service is starting: try again");
    EXPECT_EQ(states(stage), std::vector{State::paused});
}

TEST(Control, APauseTakesBackWhatHasNotStarted) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    Door door;
    erp->handle = [&](const Event&, const Attempt&) -> Outcome {
        door.pass();
        return Done{};
    };
    ASSERT_TRUE(stage.start());
    for (const std::string order : {"a", "b", "c", "d"})
        stage.append(order, order);
    stage.loop.run_posted();
    door.await();
    ASSERT_TRUE(stage.set_paused("erp", true));
    EXPECT_EQ(stage.status().at_work, 1u);
    door.open();
    ASSERT_TRUE(stage.run_until_settled(1));
    stage.loop.advance(1min);
    EXPECT_EQ(erp->bodies(), Bodies{"a"});
    ASSERT_TRUE(stage.set_paused("erp", false));
    ASSERT_TRUE(stage.run_until_settled(4));
    EXPECT_EQ(erp->bodies(), (Bodies{"a", "b", "c", "d"}));
}

TEST(Control, MemoryStaysBoundedWhileAHandlerIsPaused) {
    Stage stage;
    const auto erp = stage.add("erp", {.window = {.deliveries = 20}});
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.set_paused("erp", true));
    for (int event = 0; event < 1000; ++event)
        stage.append(std::to_string(event), std::to_string(event));
    stage.loop.run_posted();
    ASSERT_TRUE(stage.set_paused("erp", false));
    ASSERT_TRUE(stage.run_until_settled(1000));
    EXPECT_EQ(stage.backlog("erp").pending, 0u);
}

TEST(Control, ASlowAFailingAndAPausedHandlerDelayNoOther) {
    Stage stage;
    const auto slow = stage.add("slow", {.concurrency = 1});
    const auto failing = stage.add("failing");
    const auto paused = stage.add("paused");
    const auto good = stage.add("good");
    Door door;
    slow->handle = [&](const Event&, const Attempt&) -> Outcome {
        door.pass();
        return Done{};
    };
    failing->handle = [](const Event&, const Attempt&) -> Outcome { return Retry{"down", 1h}; };
    ASSERT_TRUE(stage.start());
    ASSERT_TRUE(stage.set_paused("paused", true));
    for (int event = 0; event < 1000; ++event)
        stage.append(
            std::to_string(event),
            std::to_string(event),
            {"slow", "failing", "paused", "good"}
        );
    ASSERT_TRUE(stage.loop.run_until([&] { return stage.status(3).pending == 0; }));
    EXPECT_EQ(good->bodies().size(), 1000u);
    ASSERT_TRUE(stage.loop.run_until([&] { return stage.status(1).state == State::open_circuit; }));
    EXPECT_EQ(
        states(stage),
        (std::vector{State::running, State::open_circuit, State::paused, State::running})
    );
    door.open();
    ASSERT_TRUE(stage.loop.run_until([&] { return stage.status(0).pending == 0; }));
}

/// Every order but those in `good` fails while the handler is down.
struct Down {
    explicit Down(HandlerOptions options = {}) : erp(stage.add("erp", options)) {
        erp->handle = [this](const Event& event, const Attempt&) -> Outcome {
            if (event.body == "poison" || is_down) return Retry{"down", 0s};
            return Done{};
        };
        EXPECT_TRUE(stage.start());
    }
    void append(int first, int last) {
        for (int order = first; order <= last; ++order)
            stage.append(std::to_string(order), std::to_string(order));
    }
    [[nodiscard]] bool run_until_open() {
        return stage.loop.run_until([&] { return state() == State::open_circuit; });
    }
    State state() { return stage.status().state; }

    Stage stage;
    std::atomic<bool> is_down = true;
    std::shared_ptr<test::Script> erp;
};

TEST(Control, AnOpenCircuitSpendsNoAttemptsButProbesAndClosesWhenOneWorks) {
    Down scene({.timeout = test::never});
    scene.append(1, 300);
    ASSERT_TRUE(scene.run_until_open());
    EXPECT_EQ(scene.stage.metric("orderhook_circuit_open{handler=\"erp\"}"), "1");
    auto& settled = scene.stage.journal.settled;
    ASSERT_TRUE(scene.stage.loop.run_until([&] {
        return scene.stage.status().at_work == 0 && settled.size() == scene.erp->bodies().size();
    })) << "what was at work has ended";
    const auto before = settled.size();
    const Time opened = scene.stage.clock.now();
    ASSERT_TRUE(scene.stage.pass_time_until([&] { return settled.size() == before + 3; }, 100ms));
    EXPECT_EQ(scene.erp->bodies().size(), before + 3);
    EXPECT_GE(scene.stage.clock.now() - opened, 3500ms) << "at least 0.5, 1 and 2 s before each";
    EXPECT_EQ(scene.state(), State::open_circuit);

    scene.is_down = false;
    ASSERT_TRUE(scene.stage.run_to_the_end("erp"));
    EXPECT_EQ(scene.state(), State::running);
    EXPECT_EQ(scene.stage.metric("orderhook_circuit_open{handler=\"erp\"}"), "0");
    EXPECT_EQ(scene.stage.backlog("erp").dead, 0u);
}

TEST(Control, OnePoisonOrderNeitherOpensTheCircuitNorKeepsItOpen) {
    Down scene({.timeout = test::never, .retry = {.max_attempts = 1'000'000}});
    scene.is_down = false;
    scene.stage.append("poison", "poison");
    ASSERT_TRUE(scene.stage.pass_time_until([&] { return scene.erp->bodies().size() > 100; }, 1ms));
    EXPECT_EQ(scene.state(), State::running);

    scene.is_down = true;
    scene.append(1, 30);
    // Time has to go on: a sync that saw it pass is followed by a rest.
    ASSERT_TRUE(
        scene.stage.pass_time_until([&] { return scene.state() == State::open_circuit; }, 1ms)
    );
    scene.is_down = false;
    ASSERT_TRUE(scene.stage.pass_time_until([&] { return scene.stage.status().pending == 1; }))
        << "all but the poison order are done";
    EXPECT_EQ(scene.state(), State::running);
}

TEST(Control, ACircuitThatOpensTakesBackWhatHasNotStarted) {
    Stage stage;
    const auto erp = stage.add("erp", {.concurrency = 1});
    test::Door first, eleventh;
    int calls = 0; // of the only worker
    erp->handle = [&](const Event&, const Attempt&) -> Outcome {
        if (++calls == 1) first.pass();
        if (calls == 10) stage.clock.advance(5ms); // so that their outcomes wait no longer
        if (calls == 11) eleventh.pass();
        return Retry{"down"};
    };
    ASSERT_TRUE(stage.start());
    for (int order = 1; order <= 100; ++order)
        stage.append(std::to_string(order), std::to_string(order));
    stage.loop.run_posted(); // the worker has them before it goes on, and the eleventh before ...
    first.open();
    eleventh.await(); // ... an outcome is known
    ASSERT_TRUE(stage.loop.run_until([&] { return states(stage)[0] == State::open_circuit; }));
    eleventh.open();
    ASSERT_TRUE(stage.run_until_settled(11));
    EXPECT_EQ(erp->bodies().size(), 11u);
}

TEST(Control, AProbeTakesAnOrderThatWasNotProbedBefore) {
    Stage stage;
    const auto erp = stage.add(
        "erp",
        {.timeout = test::never, .retry = {.asked_cap = test::never, .max_attempts = 1'000'000}}
    );
    erp->handle = [](const Event& event, const Attempt&) -> Outcome {
        if (event.body == "good") return Done{};
        return Retry{"down", event.body == "poison" ? Duration{0} : test::never};
    };
    ASSERT_TRUE(stage.start());
    for (const std::string order : {"1", "2", "3", "4", "5", "6", "7", "8", "9", "poison"})
        stage.append(order, order);
    ASSERT_TRUE(stage.loop.run_until([&] { return states(stage)[0] == State::open_circuit; }));
    const auto probed = erp->bodies().size() + 3;
    ASSERT_TRUE(stage.pass_time_until([&] { return erp->bodies().size() >= probed; }));
    EXPECT_EQ(stage.status().state, State::open_circuit);
    ASSERT_TRUE(stage.run_until_settled(erp->bodies().size()));
    const auto before = erp->bodies().size();
    stage.append("good", "good");
    stage.loop.run_posted();
    const auto was_called = [&] { return erp->bodies().size() > before; };
    ASSERT_TRUE(stage.pass_time_until([&] { return stage.status().at_work > 0 || was_called(); }));
    ASSERT_TRUE(stage.loop.run_until(was_called)); // while no time passes
    EXPECT_EQ(erp->bodies()[before], "good") << "the poison order has waited for longer";
}

TEST(Control, ManyWhoAskForACountShareOne) {
    Stage stage;
    stage.add("erp");
    ASSERT_TRUE(stage.start());
    const int before = stage.journal.backlogs;
    for (int request = 0; request < 100; ++request)
        stage.dispatcher->recount();
    stage.loop.run_posted();
    EXPECT_EQ(stage.journal.backlogs, before + 2) << "one is under way, one sees all that came";
}

TEST(Control, ADeadLetterThatCameWhileTheJournalCountedIsCountedAgain) {
    Stage stage;
    const auto erp = stage.add("erp");
    erp->handle = [](const Event&, const Attempt&) -> Outcome { return Reject{"no such product"}; };
    ASSERT_TRUE(stage.start());
    stage.journal.holds_counts = true;
    stage.dispatcher->recount();
    stage.loop.run_posted();
    ASSERT_EQ(stage.journal.held_counts.size(), 1u);
    stage.append("1", "1");
    ASSERT_TRUE(stage.run_until_settled(1));
    stage.loop.run_posted();
    EXPECT_EQ(stage.status().dead, 1u);
    stage.journal.holds_counts = false;
    stage.journal.held_counts[0]();
    stage.loop.advance(1s);
    EXPECT_EQ(stage.status().dead, 1u);
}

TEST(Control, DeadLettersCountOnceThoughTheyWereCountedBeforeTheStart) {
    Stage stage;
    stage.add("erp")->handle = [](const Event&, const Attempt&) -> Outcome { return Reject{"no"}; };
    ASSERT_TRUE(stage.start());
    stage.append("1", "1");
    ASSERT_TRUE(stage.run_until_settled(1));
    stage.stop();
    stage.add("erp");
    stage.journal.on_paused_asked = [&] {
        stage.journal.on_paused_asked = nullptr;
        stage.dispatcher->recount();
    };
    ASSERT_TRUE(stage.start());
    EXPECT_EQ(stage.status().dead, 1u);
}

TEST(Control, AProviderThatThrowsDoesNotOpenTheCircuit) {
    Stage stage;
    stage.add("erp");
    stage.decode = [](const Event&) -> Result<Decoded> { throw std::runtime_error("no field"); };
    ASSERT_TRUE(stage.start());
    for (int order = 0; order < 100; ++order)
        stage.append(std::to_string(order), std::to_string(order));
    ASSERT_TRUE(stage.run_until_settled(100));
    EXPECT_EQ(states(stage), std::vector{State::running});
}

TEST(Control, RejectedEventsDoNotOpenTheCircuit) {
    Stage stage;
    const auto erp = stage.add("erp");
    erp->handle = [](const Event&, const Attempt&) -> Outcome { return Reject{"no such product"}; };
    ASSERT_TRUE(stage.start());
    for (int order = 0; order < 100; ++order)
        stage.append(std::to_string(order), std::to_string(order));
    ASSERT_TRUE(stage.run_until_settled(100));
    EXPECT_EQ(states(stage), std::vector{State::running});
    EXPECT_EQ(stage.status().dead, 100u);
}

TEST(Control, TheCircuitCanBeSwitchedOff) {
    Down scene({.breaker = {.enabled = false}});
    scene.append(1, 100);
    ASSERT_TRUE(scene.stage.run_until_settled(100));
    EXPECT_EQ(scene.state(), State::running);
    scene.is_down = false;
    EXPECT_TRUE(scene.stage.run_to_the_end("erp"));
}

} // namespace
} // namespace orderhook
