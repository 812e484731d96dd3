#include "handlers/exec/child_process.hpp"

#include "handlers/exec/spawn.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

namespace orderhook {

namespace {

tl::unexpected<Error> cannot_run(const Program& program, std::string_view act, int error) {
    return failure(
        error == E2BIG ? Errc::too_large : Errc::unavailable,
        program.command.front() + ": " + std::string(act) + ": "
            + std::generic_category().message(error)
    );
}

/// The texts as the system takes them; nothing changes them. Nothing when one holds a NUL byte,
/// behind which the system would see no more.
std::optional<std::vector<char*>> pointers_to(const std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const std::string& text : texts) {
        if (text.find('\0') != text.npos) return std::nullopt;
        pointers.push_back(const_cast<char*>(text.c_str()));
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// A file in memory that holds the text and is read from its start; with errno when that fails.
FileDescriptor file_of(std::string_view text) {
    FileDescriptor file(::memfd_create("orderhook-event", MFD_CLOEXEC));
    off_t place = 0;
    while (file && !text.empty()) {
        const ssize_t count = ::pwrite(file.get(), text.data(), text.size(), place);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return {};
        place += count;
        text.remove_prefix(static_cast<std::size_t>(count));
    }
    return file;
}

} // namespace

Result<ChildProcess> ChildProcess::start(
    const Program& program,
    const std::vector<std::string>& environment,
    std::string_view input
) {
    const auto arguments = pointers_to(program.command);
    const auto variables = pointers_to(environment);
    if (!arguments || !variables)
        return failure(
            Errc::malformed,
            program.command.front() + ": an argument or a variable holds a NUL byte"
        );

    ChildProcess child;
    const FileDescriptor standard_input = file_of(input);
    if (!standard_input) return cannot_run(program, "cannot hold the body in memory", errno);
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return cannot_run(program, "cannot make a pipe", errno);
    child.output_ = FileDescriptor(ends[0]);
    const FileDescriptor standard_output(ends[1]);
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        return cannot_run(program, "cannot read without waiting", errno);

    child.place_ = std::make_unique<LiveGroups::Place>(live_groups());
    pid_t id = 0;
    const Spawn what{
        arguments->data(),
        variables->data(),
        program.directory.c_str(),
        standard_input.get(),
        standard_output.get(),
        child.place_.get()};
    if (const int error = spawn(what, id)) return cannot_run(program, "cannot be run", error);
    child.id_ = id;
    // The C library's own is not declared for C++.
    child.ended_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, child.id_, 0)));
    if (!child.ended_) return cannot_run(program, "cannot be waited for", errno);
    return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : id_(std::exchange(other.id_, 0)),
      place_(std::move(other.place_)),
      ended_(std::move(other.ended_)),
      output_(std::move(other.output_)) {}

ChildProcess::~ChildProcess() {
    if (id_ != 0) (void)end(); // nobody asks how it ended
}

void ChildProcess::signal_group(int signal) const noexcept {
    if (id_ != 0) ::kill(-id_, signal); // 0 would be our own group
}

// Until it is waited for its number belongs to nobody else, so that the group that is killed is
// its.
Result<Ending> ChildProcess::end() {
    signal_group(SIGKILL);
    const pid_t id = std::exchange(id_, 0);
    place_.reset();
    siginfo_t how{};
    while (::waitid(P_PID, static_cast<id_t>(id), &how, WEXITED) != 0) {
        if (errno == EINTR) continue;
        return failure(
            Errc::unavailable,
            "its exit code is not known: " + std::generic_category().message(errno)
        );
    }
    const bool exited = how.si_code == CLD_EXITED;
    return Ending{exited ? Ending::Cause::exited : Ending::Cause::killed, how.si_status, {}};
}

} // namespace orderhook
