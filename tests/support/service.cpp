#include "support/service.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace orderhook::test {

namespace {

struct Child {
    pid_t pid = -1;
    int output = -1;
    int input = -1;
};

Child start(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), program);
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    int output[2];
    int input[2];
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(input, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "pipe");
    const pid_t pid = fork();
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); // a test that is killed leaves nothing running
        dup2(input[0], STDIN_FILENO);
        dup2(output[1], STDOUT_FILENO);
        dup2(output[1], STDERR_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    close(output[1]);
    close(input[0]);
    return {pid, output[0], input[1]};
}

void await_end(pid_t pid, Ended& ended) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

} // namespace

std::string orderhook_binary() { return ORDERHOOK_BINARY; }

Ended run_orderhook(std::vector<std::string> arguments, const std::string& input) {
    const Child child = start(orderhook_binary(), std::move(arguments));
    std::signal(SIGPIPE, SIG_IGN); // the child may end before it has read all
    // A thread, since the child may fill one pipe before it has read the other.
    std::thread feeder([&] {
        for (std::size_t sent = 0; sent < input.size();) {
            const auto count = write(child.input, input.data() + sent, input.size() - sent);
            if (count <= 0) break;
            sent += static_cast<std::size_t>(count);
        }
        close(child.input);
    });
    Ended ended;
    char buffer[4096];
    for (ssize_t count; (count = read(child.output, buffer, sizeof buffer)) > 0;)
        ended.output.append(buffer, static_cast<std::size_t>(count));
    close(child.output);
    feeder.join();
    await_end(child.pid, ended);
    return ended;
}

Service::Service(
    const std::filesystem::path& config,
    std::vector<std::string> arguments,
    const std::string& program,
    std::chrono::milliseconds at_most
) {
    std::vector<std::string> all{"serve", "--config", config.string()};
    for (const char* listener : {"--listen", "--admin-listen"}) {
        all.emplace_back(listener);
        all.emplace_back("127.0.0.1:0");
    }
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Child child = start(program, std::move(all));
    close(child.input);
    pid_ = child.pid;
    reader_ = std::thread([this, pipe = child.output] { read_output(pipe); });
    wait_until_ready(at_most);
}

Service::~Service() {
    if (pid_ > 0) (void)kill();
    if (reader_.joinable()) reader_.join();
}

void Service::read_output(int pipe) {
    char buffer[4096];
    for (ssize_t count; (count = read(pipe, buffer, sizeof buffer)) > 0;) {
        std::lock_guard lock(mutex_);
        output_.append(buffer, static_cast<std::size_t>(count));
        changed_.notify_all();
    }
    close(pipe);
    std::lock_guard lock(mutex_);
    output_ended_ = true;
    changed_.notify_all();
}

void Service::wait_until_ready(std::chrono::milliseconds at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, at_most, [&] {
        return output_ended_ || output_.find(" ready\n") != output_.npos;
    });
    ready_ = output_.find(" ready\n") != output_.npos;
    address_ = address_of("public");
    admin_address_ = address_of("admin");
}

std::string Service::address_of(const std::string& listener) const {
    const std::string label = "listener=" + listener + " address=";
    const auto at = output_.find(label);
    if (at == output_.npos) return {};
    const auto begin = at + label.size();
    return output_.substr(begin, output_.find_first_of(" \n", begin) - begin);
}

std::string Service::output() const {
    std::lock_guard lock(mutex_);
    return output_;
}

void Service::send_signal(int number) const {
    if (pid_ > 0) ::kill(pid_, number);
}

Ended Service::kill() {
    send_signal(SIGKILL);
    return wait();
}

Ended Service::stop() {
    send_signal(SIGTERM);
    return wait();
}

Ended Service::wait() {
    Ended ended;
    if (pid_ > 0) await_end(pid_, ended);
    pid_ = -1;
    if (reader_.joinable()) reader_.join();
    ended.output = output();
    return ended;
}

} // namespace orderhook::test
