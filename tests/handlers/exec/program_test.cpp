#include "async/background_thread.hpp"
#include "handlers/exec/program.hpp"
#include "handlers/exec/scripts.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

namespace orderhook {
namespace {

using test::Scripts;
using test::Stranger;
using Cause = Ending::Cause;
using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""h;

struct ProgramTest : testing::Test {
    Scripts scripts;
    std::string input;
    std::vector<std::string> environment{"PATH=/usr/bin:/bin"};
    Program program{{}, scripts.folder(), 64u << 10, 1h};
    std::stop_source stop;

    Result<Ending> run() const {
        return run_program(program, environment, input, stop.get_token());
    }
    Result<Ending> run(std::vector<std::string> command) {
        program.command = std::move(command);
        return run();
    }
    Result<Ending> run_script(std::string_view lines) {
        return run({scripts.write("script", lines)});
    }

    // Nothing that ran is left behind, not even as a zombie.
    ~ProgramTest() override {
        EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
        EXPECT_EQ(errno, ECHILD);
    }
};

std::string random_bytes(std::size_t size) {
    std::mt19937 random(7);
    std::string bytes(size, '\0');
    for (char& byte : bytes)
        byte = static_cast<char>(random());
    return bytes;
}

TEST_F(ProgramTest, ReadsTheExactBytes) {
    for (const auto& bytes : {std::string(), std::string("{\0}\r\n", 5), random_bytes(1u << 20)}) {
        input = bytes;
        ASSERT_TRUE(run_script("cat >read; cat /dev/stdin >again\n"));
        EXPECT_TRUE(scripts.content_of("read") == input);
        EXPECT_TRUE(scripts.content_of("again") == input);
    }
}

TEST_F(ProgramTest, MayLeaveItsInputUnread) {
    input = random_bytes(1u << 20);
    for (const char* lines : {"exit 4\n", "exec <&-; exit 4\n", "head -c 1 >/dev/null; exit 4\n"}) {
        const auto ending = run_script(lines);
        ASSERT_TRUE(ending) << ending.error().message;
        EXPECT_EQ(ending->cause, Cause::exited);
        EXPECT_EQ(ending->number, 4);
    }
}

TEST_F(ProgramTest, GetsItsArgumentsAsTheyAre) {
    const auto script = scripts.write("script", "printf '<%s>' \"$@\"\n");
    const auto ending = run({script, "", "$HOME * ;", "a\nb", "\"'"});
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->output, "<><$HOME * ;><a b><\"'>");
}

TEST_F(ProgramTest, SeesNothingElseOfOurs) {
    environment = {"A=1", "B=two words"};
    EXPECT_EQ(run({"/usr/bin/env"})->output, "A=1 B=two words");
    EXPECT_EQ(run({"/bin/pwd"})->output, scripts.folder().string());

    const FileDescriptor kept_open(::open("/dev/null", O_RDONLY));   // without O_CLOEXEC
    EXPECT_EQ(run({"/bin/ls", "/proc/self/fd"})->output, "0 1 2 3"); // 3 is that folder

    const auto before = std::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked;
    sigset_t mask;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &mask);
    EXPECT_EQ(
        run({"/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"})->output,
        "SigBlk: 0000000000000000 SigIgn: 0000000000000000"
    );
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    std::signal(SIGPIPE, before);
}

TEST_F(ProgramTest, LeadsAGroupOfItsOwn) {
    const auto ending =
        run_script("read -r a b c d group rest </proc/$$/stat; echo $(($$ - group))\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->output, "0");
}

TEST_F(ProgramTest, TellsHowItEnded) {
    auto ending = run_script("echo one; echo two >&2; exit 75\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::exited);
    EXPECT_EQ(ending->number, 75);
    EXPECT_EQ(ending->output, "one two");

    ending = run_script("echo last; kill -SEGV $$\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::killed);
    EXPECT_EQ(ending->number, SIGSEGV);
    EXPECT_EQ(ending->output, "last");
}

TEST_F(ProgramTest, EndsWithItsGroupWhenAskedToStop) {
    program.command = {scripts.write("script", "sleep 600 & echo $! >pipe; wait\n")};
    Result<Ending> ending;
    std::jthread runner([&] { ending = run(); });
    const Stranger grandchild(scripts.told());
    EXPECT_TRUE(grandchild.exists());
    stop.request_stop();
    runner.join();
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::stopped);
    EXPECT_TRUE(grandchild.ends());
}

TEST_F(ProgramTest, MayCleanUpWhenAskedToStop) {
    program.command = {scripts.write(
        "script",
        "trap 'echo bye; exit 3' TERM\n"
        "(trap 'echo child; exit' TERM; echo >pipe; while :; do sleep 0.01; done) &\n"
        "wait\n"
    )};
    Result<Ending> ending;
    std::jthread runner([&] { ending = run(); });
    (void)scripts.told();
    stop.request_stop();
    runner.join();
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::stopped);
    EXPECT_NE(ending->output.find("bye"), std::string::npos) << ending->output;
    EXPECT_NE(ending->output.find("child"), std::string::npos) << ending->output;
}

TEST_F(ProgramTest, MayStillSucceedWhenAskedToStop) {
    program.command = {
        scripts.write("script", "trap 'exit 0' TERM; echo >pipe; while :; do sleep 0.01; done\n")};
    Result<Ending> ending;
    std::jthread runner([&] { ending = run(); });
    (void)scripts.told();
    stop.request_stop();
    runner.join();
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::exited);
    EXPECT_EQ(ending->number, 0);
}

TEST_F(ProgramTest, IsKilledWithItsGroupWhenItDoesNotStop) {
    program.kill_after = 20ms;
    program.command = {scripts.write(
        "script",
        "trap '' TERM; sleep 600 & echo $! >pipe; while :; do wait; done\n"
    )};
    Result<Ending> ending;
    std::jthread runner([&] { ending = run(); });
    const Stranger grandchild(scripts.told());
    stop.request_stop();
    runner.join();
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::stopped);
    EXPECT_TRUE(grandchild.ends());
}

TEST_F(ProgramTest, DiesWithWhoeverRunsIt) {
    program.command = {scripts.write("script", "echo $$ >pipe; exec sleep 600\n")};
    const pid_t service = ::fork();
    if (service == 0) {
        (void)run();
        ::_exit(1);
    }
    const Stranger orphan(scripts.told());
    EXPECT_TRUE(orphan.exists());
    ::kill(service, SIGKILL);
    EXPECT_EQ(::waitpid(service, nullptr, 0), service);
    EXPECT_TRUE(orphan.ends());
}

TEST_F(ProgramTest, TakesItsGroupWithItWhenTheServiceLeavesAtOnce) {
#ifdef __SANITIZE_THREAD__
    GTEST_SKIP() << "its vfork is a fork, whose first moment nobody sees";
#endif
    program.command = {scripts.write("script", "sleep 600 & echo $! >pipe; wait\n")};
    const pid_t service = ::fork();
    if (service == 0) {
        std::jthread runner([&] { (void)run(); });
        while (!std::filesystem::exists(scripts.folder() / "leave"))
            std::this_thread::yield();
        std::quick_exit(0);
    }
    const Stranger grandchild(scripts.told());
    EXPECT_TRUE(grandchild.exists());
    scripts.write("leave", "");
    EXPECT_EQ(::waitpid(service, nullptr, 0), service);
    EXPECT_TRUE(grandchild.ends());
}

TEST_F(ProgramTest, IsScheduledAsAnyProgram) {
    Result<Ending> ending;
    std::jthread([&] {
        make_this_thread_background();
        ASSERT_EQ(sched_getscheduler(0), SCHED_BATCH);
        ending = run_script("cut -d' ' -f41 /proc/self/stat\n"); // its policy
    }).join();
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->output, std::to_string(SCHED_OTHER));
}

TEST_F(ProgramTest, IsNotStartedWhenTheStopCameBefore) {
    stop.request_stop();
    const auto ending = run_script("echo started >file\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::stopped);
    EXPECT_FALSE(std::filesystem::exists(scripts.folder() / "file"));
}

TEST_F(ProgramTest, TakesWhatItLeftInTheBackgroundWithIt) {
    const auto ending = run_script("sleep 600 & echo $!\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::exited);
    EXPECT_EQ(ending->number, 0);
    const Stranger left_behind(ending->output);
    EXPECT_TRUE(!left_behind.exists() || left_behind.ends());
}

TEST_F(ProgramTest, IsNotWaitedForByWhatHoldsItsOutputElsewhere) {
    // `setsid` has not left the group before it says so.
    const auto ending =
        run_script("setsid sh -c 'echo $$ >pipe; exec sleep 600' & read -r id <pipe; echo $id\n");
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::exited);
    const Stranger other_group(ending->output);
    ASSERT_TRUE(other_group.exists());
    EXPECT_FALSE(other_group.ends(0));
    other_group.kill();
    EXPECT_TRUE(other_group.ends());
}

TEST_F(ProgramTest, EndsWhenItPrintsTooMuch) {
    auto ending = run({"/usr/bin/yes", "again"});
    ASSERT_TRUE(ending);
    EXPECT_EQ(ending->cause, Cause::flooded);
    EXPECT_TRUE(ending->output.ends_with("again again")) << ending->output;

    // Whether it had already ended by itself or not.
    for (int turn = 0; turn < 20; ++turn) {
        ending = run({"/usr/bin/head", "-c", "65537", "/dev/zero"});
        ASSERT_TRUE(ending);
        EXPECT_EQ(ending->cause, Cause::flooded);
        ending = run({"/usr/bin/head", "-c", "65536", "/dev/zero"});
        ASSERT_TRUE(ending);
        EXPECT_EQ(ending->cause, Cause::exited);
    }
    program.max_output = 0;
    EXPECT_EQ(run({"/bin/echo"})->cause, Cause::flooded);
    EXPECT_EQ(run({"/bin/true"})->cause, Cause::exited);
}

TEST_F(ProgramTest, FailsForTheMomentWhenItCannotBeRun) {
    const auto script = scripts.write("script", "exit 0\n");
    EXPECT_TRUE(run({script}));
    std::filesystem::remove(script);
    auto ending = run({script});
    ASSERT_FALSE(ending);
    EXPECT_EQ(ending.error().code, Errc::unavailable);
    EXPECT_EQ(ending.error().message, script + ": cannot be run: No such file or directory");

    std::ofstream(script) << "no program";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    ending = run({script});
    ASSERT_FALSE(ending);
    EXPECT_EQ(ending.error().message, script + ": cannot be run: Exec format error");
}

TEST_F(ProgramTest, FailsForGoodWhenAVariableDoesNotFit) {
    environment = {std::string(
        "A=1\0"
        "2",
        5
    )};
    auto ending = run({"/bin/true"});
    ASSERT_FALSE(ending);
    EXPECT_EQ(ending.error().code, Errc::malformed);
    EXPECT_EQ(ending.error().message, "/bin/true: an argument or a variable holds a NUL byte");

    environment = {"A=" + std::string(1u << 20, 'x')};
    ending = run({"/bin/true"});
    ASSERT_FALSE(ending);
    EXPECT_EQ(ending.error().code, Errc::too_large);
}

TEST_F(ProgramTest, RunsManyTimesAtOnce) {
    program.command = {"/bin/cat"};
    program.kill_after = 20ms;
    const Program endless{{"/bin/sleep", "600"}, scripts.folder(), 0, 20ms};
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread)
        threads.emplace_back([&, thread] {
            for (int turn = 0; turn < 10; ++turn) {
                const auto text = std::to_string(thread) + '/' + std::to_string(turn);
                const auto ending = run_program(program, environment, text, {});
                EXPECT_TRUE(ending && ending->output == text);
                std::stop_source own;
                std::jthread stopper([&] { own.request_stop(); });
                const auto stopped = run_program(endless, environment, text, own.get_token());
                EXPECT_TRUE(stopped && stopped->cause == Cause::stopped);
            }
        });
}

} // namespace
} // namespace orderhook
