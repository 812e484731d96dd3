#include "bench/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace orderhook::bench {

namespace {

std::filesystem::path proc(pid_t pid, const char* name) {
    return std::filesystem::path("/proc") / std::to_string(pid) / name;
}

} // namespace

Child::Child(std::vector<std::string> arguments, std::filesystem::path output)
    : output_(std::move(output)) {
    std::vector<char*> pointers;
    for (auto& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    const int file = open(output_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (file < 0) throw std::system_error(errno, std::generic_category(), output_.string());
    pid_ = fork();
    if (pid_ == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(file, STDOUT_FILENO);
        dup2(file, STDERR_FILENO);
        execv(pointers[0], pointers.data());
        _exit(127);
    }
    close(file);
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
}

Child::~Child() {
    if (pid_ < 0) return;
    kill(pid_, SIGTERM);
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

void Child::wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    if (status != 0) throw std::runtime_error("failed: see " + output_.string());
}

std::string Child::wait_for(const std::string& label) const {
    for (int tries = 0; tries < 12'000; ++tries) {
        std::ifstream file(output_);
        for (std::string line; std::getline(file, line) && !file.eof();) {
            const auto at = line.find(label);
            if (at == line.npos) continue;
            const auto begin = at + label.size();
            return line.substr(begin, line.find(' ', begin) - begin);
        }
        if (waitpid(pid_, nullptr, WNOHANG) != 0) break;
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    throw std::runtime_error("no \"" + label + "\" in " + output_.string());
}

double Child::cpu_seconds() const {
    std::ifstream file(proc(pid_, "stat"));
    std::string text;
    std::getline(file, text);
    std::istringstream fields(text.substr(text.rfind(')') + 2));
    std::string skipped;
    for (int field = 3; field < 14; ++field)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double Child::peak_mebibytes() const {
    std::ifstream file(proc(pid_, "status"));
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    return 0;
}

std::uintmax_t Child::output_bytes() const { return std::filesystem::file_size(output_); }

} // namespace orderhook::bench
