// What the way a program ended says about its delivery.
#pragma once

#include "handlers/exec/program.hpp"

#include <orderhook/handler.hpp>

#include <set>

namespace orderhook {

/// Which exit codes mean what; 0 is done.
struct ExitCodes {
    enum class Verdict { retry, reject };

    std::set<int> retry{75}; ///< EX_TEMPFAIL of <sysexits.h>
    std::set<int> reject;
    /// That of all others. To try once too often does no harm, and an interpreter says 1 for a
    /// bug as well as for a server that is down.
    Verdict others = Verdict::retry;
};

/// Done, or Retry or Reject with a reason such as `exit code 3: <last output>`. What was killed, or
/// ended otherwise than with 0 after it was asked to, is tried again whatever its exit code: it may
/// not have come to its end. So is what printed too much, since the limit has ended it.
[[nodiscard]] Outcome outcome_of(const Ending& ending, const ExitCodes& codes);

} // namespace orderhook
