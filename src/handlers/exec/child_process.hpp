// A process of ours that runs a program.
#pragma once

#include "async/file_descriptor.hpp"
#include "handlers/exec/live_groups.hpp"
#include "handlers/exec/program.hpp"

#include <sys/types.h>

#include <memory>

namespace orderhook {

/// The leader of a process group of its own, with standard output and standard error on one pipe.
/// Whoever lets it go without `end` kills the group. It does not outlive the thread that started
/// it, so that thread has to wait for it; `std::quick_exit` kills the group.
class ChildProcess {
public:
    /// Errors as those of `run_program`.
    [[nodiscard]] static Result<ChildProcess> start(
        const Program& program,
        const std::vector<std::string>& environment,
        std::string_view input
    );

    ChildProcess(ChildProcess&& other) noexcept;
    ChildProcess& operator=(ChildProcess&&) = delete;
    ~ChildProcess();

    /// Becomes readable when the process has ended.
    [[nodiscard]] int ended() const noexcept { return ended_.get(); }

    /// What it prints; reads do not block.
    [[nodiscard]] int output() const noexcept { return output_.get(); }

    /// Sends the signal to its process group, until `end`.
    void signal_group(int signal) const noexcept;

    /// Kills what is left of the group, waits for the process, and says how it ended (`exited` or
    /// `killed`).
    [[nodiscard]] Result<Ending> end();

private:
    ChildProcess() = default;

    pid_t id_ = 0; // 0 when it was waited for
    std::unique_ptr<LiveGroups::Place> place_;
    FileDescriptor ended_;
    FileDescriptor output_;
};

} // namespace orderhook
