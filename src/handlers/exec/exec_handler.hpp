// Runs a program for each event.
#pragma once

#include "handlers/exec/exec_settings.hpp"

#include <orderhook/handler.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace orderhook {

/// `type = "exec"` with the keys of `read_exec_settings`. The program gets the exact bytes of the
/// body on standard input and the envelope in ORDERHOOK_ variables (`add_envelope`); how it runs
/// is told at `run_program`, and what its exit code means at `ExitCodes`. What cannot be run at all
/// is tried again, since a program that is replaced is gone for a moment; an event that does not
/// fit into an environment is rejected.
///
/// A program that ends with 0 within `kill_after`, although it was asked to stop, is done: one that
/// gives up on SIGTERM has to end with another code. What has printed too much is tried again even
/// if it ended with 0.
///
/// What the program prints last becomes the reason of a failed attempt, and is kept with it.
class ExecHandler final : public Handler {
public:
    ExecHandler(std::string name, ExecSettings settings);

    [[nodiscard]] static Result<std::unique_ptr<Handler>>
    create(std::string name, Settings& section);

    [[nodiscard]] std::string_view name() const noexcept override { return name_; }
    [[nodiscard]] Result<void> open() override;
    [[nodiscard]] bool accepts(const Event&) const override { return true; }
    [[nodiscard]] Outcome handle(const Event& event, const Attempt& attempt) override;

private:
    const std::string name_;
    const ExecSettings settings_;
    const std::vector<std::string> passed_environment_;
};

} // namespace orderhook
