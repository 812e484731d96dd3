#include "handlers/exec/exit_codes.hpp"

#include <cstring>

namespace orderhook {

namespace {

std::string signal_name(int signal) {
    const char* name = ::sigabbrev_np(signal);
    return name == nullptr ? "signal " + std::to_string(signal) : "SIG" + std::string(name);
}

std::string reason_of(const Ending& ending) {
    switch (ending.cause) {
    case Ending::Cause::exited:
        return "exit code " + std::to_string(ending.number);
    case Ending::Cause::killed:
        return "killed by " + signal_name(ending.number);
    case Ending::Cause::stopped:
        return "stopped at the timeout";
    case Ending::Cause::flooded:
        return "stopped since it printed more than max_output";
    }
    return {};
}

bool is_rejected(const Ending& ending, const ExitCodes& codes) {
    if (ending.cause != Ending::Cause::exited) return false;
    if (codes.reject.contains(ending.number)) return true;
    return codes.others == ExitCodes::Verdict::reject && !codes.retry.contains(ending.number);
}

} // namespace

Outcome outcome_of(const Ending& ending, const ExitCodes& codes) {
    if (ending.cause == Ending::Cause::exited && ending.number == 0) return Done{};
    std::string reason = reason_of(ending);
    if (!ending.output.empty()) reason += ": " + ending.output;
    if (is_rejected(ending, codes)) return Reject{std::move(reason)};
    return Retry{std::move(reason)};
}

} // namespace orderhook
