#include "handlers/exec/exec_handler.hpp"

#include "handlers/exec/environment.hpp"

#include <csignal>

namespace orderhook {

namespace {

Outcome outcome_of(const Error& error) {
    if (error.code == Errc::unavailable) return Retry{error.message};
    return Reject{error.message};
}

} // namespace

ExecHandler::ExecHandler(std::string name, ExecSettings settings)
    : name_(std::move(name)),
      settings_(std::move(settings)),
      passed_environment_(passed_environment(settings_.pass_environment)) {}

Result<std::unique_ptr<Handler>> ExecHandler::create(std::string name, Settings& section) {
    auto settings = read_exec_settings(section);
    if (!settings) return failure(settings);
    return std::make_unique<ExecHandler>(std::move(name), std::move(*settings));
}

// Whoever started us may have ignored SIGCHLD, which is handed down, and with which the system
// forgets exit codes.
Result<void> ExecHandler::open() {
    struct sigaction now {};
    if (::sigaction(SIGCHLD, nullptr, &now) == 0 && now.sa_handler == SIG_IGN)
        std::signal(SIGCHLD, SIG_DFL);
    return {};
}

Outcome ExecHandler::handle(const Event& event, const Attempt& attempt) {
    std::vector<std::string> environment = passed_environment_;
    if (const auto added = add_envelope(environment, name_, event, attempt); !added)
        return outcome_of(added.error());
    const auto ending = run_program(settings_.program, environment, event.body, attempt.stop);
    if (!ending) return outcome_of(ending.error());
    return outcome_of(*ending, settings_.exit_codes);
}

} // namespace orderhook
