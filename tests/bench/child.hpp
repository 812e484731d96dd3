// A server under measurement: a child process and what it used.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace orderhook::bench {

class Child {
public:
    /// Starts the program with standard output and error going to `output`.
    Child(std::vector<std::string> arguments, std::filesystem::path output);
    /// Ends it with SIGTERM if it still runs.
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Waits for its end; throws when that is not the exit code 0.
    void wait();

    /// The text behind the first `label` of a whole line of its output, up to a space or the end of
    /// the line. Waits for it; throws when the process ends without.
    [[nodiscard]] std::string wait_for(const std::string& label) const;

    [[nodiscard]] double cpu_seconds() const;
    [[nodiscard]] double peak_mebibytes() const;
    [[nodiscard]] std::uintmax_t output_bytes() const;

private:
    pid_t pid_ = -1;
    std::filesystem::path output_;
};

} // namespace orderhook::bench
