// A delivery that ends the process each time its handler runs.
#include "dispatch/dispatcher_stage.hpp"
#include "journal/sqlite/sqlite_journal.hpp"
#include "support/temporary_folder.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <fstream>

namespace orderhook {
namespace {

using namespace std::chrono_literals;
using test::Bodies;
using test::Door;

enum class Dies { in_handle, in_sync };

/// A service with a real journal that a poisoned order kills; lives in a child process.
class Victim {
public:
    Victim(const std::filesystem::path& folder, Dies dies) : folder_(folder), dies_(dies) {}

    /// Runs until nothing is owed.
    void run(bool is_first) {
        journal_ = open_sqlite_journal({.path = folder_ / "journal.db"}, loop_, clock_, {}).value();
        std::vector<HandlerSetup> handlers;
        // With one worker no sync runs beside the call: the one that dies is for the poison, too.
        const std::size_t workers = dies_ == Dies::in_sync ? 1 : 4;
        handlers.push_back(
            {std::make_unique<test::ScriptedHandler>("erp", erp_), {.concurrency = workers}}
        );
        handlers.push_back({std::make_unique<test::ScriptedHandler>("crm", crm_), {}});
        auto blame = BlameFile::open(folder_ / "journal.db.blame", staff_of(handlers)).value();
        const auto decode = [](const Event&) { return Decoded{}; };
        Dispatcher dispatcher(
            loop_,
            *journal_,
            clock_,
            metrics_,
            decode,
            std::move(handlers),
            std::move(blame)
        );
        journal_->on_committed([&](const auto& deliveries) { dispatcher.committed(deliveries); });
        erp_->handle = [this](const Event& event, const Attempt& attempt) {
            return handle(event, attempt);
        };
        crm_->handle = erp_->handle;
        erp_->sync = [this]() -> Result<void> {
            if (const auto attempt = unsynced_poison_.load(); attempt > 0) die(attempt);
            return {};
        };
        bool has_started = false;
        dispatcher.start([&](const Result<void>& started) { has_started = started.has_value(); });
        loop_.run_until([&] { return has_started; });
        if (is_first) append_all();
        loop_.run_until([&] {
            const auto status = dispatcher.status();
            return appended_ == (is_first ? events : 0)
                   && status[0].pending + status[1].pending == 0;
        });
        bool has_stopped = false;
        dispatcher.stop({5s, 5s}, [&](std::size_t) { has_stopped = true; });
        loop_.run_until([&] { return has_stopped; });
        journal_->close();
    }

    static constexpr int events = 60;

private:
    void append_all() {
        for (int number = 0; number < events; ++number) {
            NewEvent event;
            event.event.source = "shop";
            event.event.id.bytes[0] = static_cast<std::uint8_t>(number);
            event.event.body = number == 30   ? "poison"
                               : number == 31 ? "bystander"
                                              : std::to_string(number);
            event.event.envelope.order_key = event.event.body;
            event.event.envelope.dedupe_key = event.event.body;
            event.handlers = {number == 31 ? "crm" : "erp"};
            journal_->append(std::move(event), [this](const auto&) { ++appended_; });
        }
    }

    // The first time the poison ends the process with the bystander at work beside it.
    Outcome handle(const Event& event, const Attempt& attempt) {
        if (event.body == "bystander" && attempt.number == 1) bystander_.pass();
        if (event.body != "poison") {
            ++at_work_;
            std::this_thread::yield();
            --at_work_;
            return Done{};
        }
        if (dies_ == Dies::in_handle)
            die(attempt.number);
        else
            unsynced_poison_ = attempt.number;
        return Done{};
    }

    void die(std::uint32_t attempt) {
        if (attempt == 1)
            bystander_.await();
        else
            std::ofstream(folder_ / "poisoned", std::ios::app) << at_work_ << '\n' << std::flush;
        ::kill(::getpid(), SIGKILL);
    }

    const std::filesystem::path folder_;
    const Dies dies_;
    test::ManualClock clock_;
    test::ManualLoop loop_{clock_};
    Metrics metrics_;
    std::unique_ptr<Journal> journal_;
    std::shared_ptr<test::Script> erp_ = std::make_shared<test::Script>();
    std::shared_ptr<test::Script> crm_ = std::make_shared<test::Script>();
    Door bystander_;
    std::atomic<int> at_work_ = 0;
    std::atomic<std::uint32_t> unsynced_poison_ = 0; // the number of its attempt
    int appended_ = 0;
};

/// Runs a victim in a process of its own; whether it was killed.
bool is_killed(const std::filesystem::path& folder, Dies dies, bool is_first) {
    const pid_t child = ::fork();
    if (child == 0) {
        Victim(folder, dies).run(is_first);
        std::_Exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

class AnOrderThatKillsTheProcess : public testing::TestWithParam<Dies> {};

INSTANTIATE_TEST_SUITE_P(
    ,
    AnOrderThatKillsTheProcess,
    testing::Values(Dies::in_handle, Dies::in_sync),
    [](const auto& tested) { return tested.param == Dies::in_handle ? "in_handle" : "in_sync"; }
);

TEST_P(AnOrderThatKillsTheProcess, BecomesADeadLetterAndNoOtherDoes) {
    test::TemporaryFolder folder;
    int killed = 0;
    while (killed < 10 && is_killed(folder.path(), GetParam(), killed == 0))
        ++killed;
    EXPECT_EQ(killed, 4) << "once beside others, three times alone";
    EXPECT_EQ(test::lines_of(folder / "poisoned"), (Bodies{"0", "0", "0"})) << "nothing beside it";

    test::ManualClock clock;
    test::ManualLoop loop(clock);
    const auto journal =
        open_sqlite_journal({.path = folder / "journal.db"}, loop, clock, {}).value();
    std::optional<std::vector<Backlog>> owed;
    journal->backlog([&](const auto& backlog) { owed = backlog.value(); });
    ASSERT_TRUE(loop.run_until([&] { return owed.has_value(); }));
    ASSERT_EQ(owed->size(), 1u);
    EXPECT_EQ(owed->front().handler, "erp");
    EXPECT_EQ(owed->front().pending, 0u);
    EXPECT_EQ(owed->front().dead, 1u);
    journal->close();
}

} // namespace
} // namespace orderhook
