#include "handlers/exec/spawn.hpp"

#include "async/background_thread.hpp"
#include "async/file_descriptor.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace orderhook {

namespace {

constexpr int first_of_others = STDERR_FILENO + 1;

/// While it lives no signal reaches this thread: in the child one would run a handler of ours.
class SignalsBlocked {
public:
    SignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_BLOCK, &all, &before_);
    }
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;
    ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
    sigset_t before_{};
};

bool place_files(const Spawn& what, int& problem) {
    // Any of them may have a number that another is about to take.
    const int input = ::fcntl(what.input, F_DUPFD_CLOEXEC, first_of_others + 1);
    const int output = ::fcntl(what.output, F_DUPFD_CLOEXEC, first_of_others + 1);
    problem = ::fcntl(problem, F_DUPFD_CLOEXEC, first_of_others + 1);
    if (input < 0 || output < 0 || problem < 0) return false;
    if (::dup2(input, STDIN_FILENO) < 0 || ::dup2(output, STDOUT_FILENO) < 0
        || ::dup2(output, STDERR_FILENO) < 0 || ::dup3(problem, first_of_others, O_CLOEXEC) < 0)
        return false;
    problem = first_of_others;
    ::closefrom(first_of_others + 1);
    return true;
}

// What is ignored would stay so in the program; what has a handler must not run it here.
void reset_signals() {
    struct sigaction standard {};
    standard.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal)
        ::sigaction(signal, &standard, nullptr); // some cannot be set
    ::sigprocmask(SIG_SETMASK, &standard.sa_mask, nullptr);
}

bool run(const Spawn& what, pid_t parent, int& problem) {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return false;
    if (::getppid() != parent) { // it had ended before that
        errno = ESRCH;
        return false;
    }
    if (::setpgid(0, 0) != 0) return false;
    if (!what.place->enter(::getpid())) {
        errno = ECANCELED;
        return false;
    }
    if (!place_files(what, problem)) return false;
    if (::chdir(what.directory) != 0) return false;
    reset_signals();
    make_this_thread_ordinary();
    ::execve(what.arguments[0], what.arguments, what.environment);
    return false;
}

/// Everything from here on is in the new process, in the memory of the old one, whose thread waits:
/// nothing may be called that takes a lock or memory.
[[noreturn]] void become(const Spawn& what, pid_t parent, int problem) {
    (void)run(what, parent, problem);
    const int error = errno;
    what.place->leave();
    (void)!::write(problem, &error, sizeof(error));
    ::_exit(127);
}

} // namespace

int spawn(const Spawn& what, pid_t& id) {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    const FileDescriptor reader(ends[0]);
    FileDescriptor writer(ends[1]);
    const pid_t parent = ::getpid();
    {
        const SignalsBlocked blocked;
        // Not fork, which copies the page tables of the whole service and stops it meanwhile.
        id = ::vfork(); // NOLINT(clang-analyzer-security.insecureAPI.vfork)
        if (id == 0) become(what, parent, writer.get());
    }
    if (id < 0) return errno;
    writer.close();
    int error = 0;
    ssize_t count = 0;
    while ((count = ::read(reader.get(), &error, sizeof(error))) < 0 && errno == EINTR) {
    }
    if (count <= 0) { // the program runs, which closed the pipe
        // It said so itself, but where vfork is a fork, as under ThreadSanitizer, it told nobody.
        if (!what.place->enter(id)) ::kill(-id, SIGKILL);
        return 0;
    }
    while (::waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
    return error;
}

} // namespace orderhook
