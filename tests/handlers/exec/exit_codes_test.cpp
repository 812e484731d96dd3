#include "handlers/exec/exit_codes.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace orderhook {
namespace {

using Cause = Ending::Cause;

std::string text_of(const Outcome& outcome) {
    if (const auto* retry = std::get_if<Retry>(&outcome)) return "retry, " + retry->reason;
    if (const auto* reject = std::get_if<Reject>(&outcome)) return "reject, " + reject->reason;
    return "done";
}

std::string text_of(const Ending& ending, const ExitCodes& codes = {}) {
    return text_of(outcome_of(ending, codes));
}

TEST(ExitCodes, MakeOnlyZeroDone) {
    EXPECT_EQ(text_of({Cause::exited, 0, "said much"}), "done");
    EXPECT_EQ(text_of({Cause::exited, 1, ""}), "retry, exit code 1");
    EXPECT_EQ(text_of({Cause::exited, 75, "no answer"}), "retry, exit code 75: no answer");
}

TEST(ExitCodes, AreMappedAsConfigured) {
    const ExitCodes codes{{75, 76}, {65}, ExitCodes::Verdict::retry};
    EXPECT_EQ(text_of({Cause::exited, 65, "bad"}, codes), "reject, exit code 65: bad");
    EXPECT_EQ(text_of({Cause::exited, 76, ""}, codes), "retry, exit code 76");
    EXPECT_EQ(text_of({Cause::exited, 9, ""}, codes), "retry, exit code 9");

    const ExitCodes strict{{75}, {}, ExitCodes::Verdict::reject};
    EXPECT_EQ(text_of({Cause::exited, 75, ""}, strict), "retry, exit code 75");
    EXPECT_EQ(text_of({Cause::exited, 9, ""}, strict), "reject, exit code 9");
    EXPECT_EQ(text_of({Cause::exited, 0, ""}, strict), "done");
}

TEST(ExitCodes, HaveNoSayWhenTheProgramWasEnded) {
    const ExitCodes strict{{}, {9}, ExitCodes::Verdict::reject};
    EXPECT_EQ(text_of({Cause::killed, SIGKILL, ""}, strict), "retry, killed by SIGKILL");
    EXPECT_EQ(text_of({Cause::killed, 60, ""}, strict), "retry, killed by signal 60");
    EXPECT_EQ(text_of({Cause::stopped, 0, "half"}, strict), "retry, stopped at the timeout: half");
    EXPECT_EQ(
        text_of({Cause::flooded, 9, "yyy"}, strict),
        "retry, stopped since it printed more than max_output: yyy"
    );
}

} // namespace
} // namespace orderhook
